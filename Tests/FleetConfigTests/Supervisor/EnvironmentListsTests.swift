// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct EnvironmentListsTests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        .program(
            "plain and quoted values",
            #"environment=A=1,B="x y",C='q,r',D="a;b",E=/p/a-t.h:(x)"#,
            means: "environment={A:1, B:x y, C:q,r, D:a;b, E:/p/a-t.h:(x)}"
        ),
        .program("a trailing comma", "environment=A=1,", means: "environment={A:1}"),
        .program("an unquoted at sign is refused", "environment=A=a@b", refused: "bad-environment"),
        .program("an unquoted space is refused", "environment=A=a b,C=1", refused: "bad-environment"),
        .program("any separator will do", "environment=A=1;B=2", means: "environment={A:1, B:2}"),
        .program("a space around the equals sign", "environment=A = 1 , B= 2", means: "environment={A:1, B:2}"),
        .program("a hash inside quotes", #"environment=A="x#y""#, means: "environment={A:x#y}"),
        .program("an empty value in quotes", #"environment=A="",B=2"#, means: "environment={A:, B:2}"),
        .program("an apostrophe inside quotes", #"environment=A="it's""#, means: "environment={A:it's}"),
        .program(
            "percent signs are doubled",
            #"environment=A="/first%%20name",B="%(ENV_FOO)s""#,
            means: "environment={A:/first%20name, B:envfoo}"
        ),
        .program("quotes in the middle of a word", #"environment=A=x"y""#, means: #"environment={A:x"y}"#),
        .program("a value that is missing", "environment=A=", refused: "bad-environment"),
        .program("a name alone", "environment=A", refused: "bad-environment"),
        .program("an open quote", #"environment=A="x"#, refused: "bad-environment"),
        .program("an empty environment", "environment=", means: ""),
        .program(
            "newlines separate like spaces",
            #"environment=A=1,\#n  B=2,\#n  C="x""#,
            means: "environment={A:1, B:2, C:x}"
        ),
        .program("the last of two equal names counts", "environment=A=1,A=2", means: "environment={A:2}"),
        .program("an unquoted dollar sign is a value by itself", "environment=A=$x", means: "environment={A:$}"),
        .program("an unquoted tilde is a value by itself", "environment=A=~/x", means: "environment={A:~}"),
        .program("a number may be a name", "environment=1=2", means: "environment={1:2}"),
        .program("outer quotes are stripped however many", #"environment=A="'x'""#, means: "environment={A:x}"),
    ]
}
