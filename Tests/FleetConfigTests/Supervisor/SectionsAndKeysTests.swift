// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct SectionsAndKeysTests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        .program("an unknown key is ignored", "nonsense=1", means: ""),
        ConfigurationCase(
            "an unknown section is ignored",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            [nonsense:x]
            a=1
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "spaces around the name in a header are ignored after the colon",
            """
            [supervisord]
            [program: a ]
            command=/bin/echo
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "spaces before the kind make a section unknown",
            """
            [supervisord]
            [ program:b ]
            command=/bin/echo
            [program:a]
            command=/bin/echo
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "what follows a header's bracket is ignored",
            """
            [supervisord]
            [program:a] and more
            command=/bin/echo
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "a key that is indented by accident becomes part of the value above",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
              autostart=false
            """,
            .reads(
                #"""
                group a 999
                  a: command=/bin/echo\nautostart=false
                """#
            )
        ),
        ConfigurationCase(
            "indented keys right after the header are keys",
            """
            [supervisord]
            [program:a]
              command=/bin/echo
              priority=3
            """,
            .reads(
                """
                group a 3
                  a: command=/bin/echo; priority=3
                """
            )
        ),
        ConfigurationCase(
            "a value may begin with a semicolon",
            """
            [supervisord]
            [program:a]
            command=;x
            """,
            .reads(
                """
                group a 999
                  a: command=;x
                """
            )
        ),
        .program("a comment may stand where a value would", "directory= ;none", means: "directory="),
        ConfigurationCase(
            "an empty command is a command",
            """
            [supervisord]
            [program:a]
            command=
            """,
            .reads(
                """
                group a 999
                  a: command=
                """
            )
        ),
        ConfigurationCase(
            "text may be any UTF-8",
            """
            [supervisord]
            [program:a]
            command=/bin/echo é
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo é
                """
            )
        ),
        ConfigurationCase(
            "a tab before a semicolon is a space too",
            """
            [supervisord]
            [program:a]
            command=/bin/echo a\t;b
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo a
                """
            )
        ),
        ConfigurationCase(
            "a key before any section is refused",
            "command=/bin/echo",
            .refused("no-section")
        ),
        .program("a line without a separator is refused", "nonsense", refused: "not-a-key"),
        .program("REM is no comment", "rem a comment", refused: "not-a-key"),
        .program("a line that begins with an equals sign is refused", "=x", refused: "not-a-key"),
        ConfigurationCase(
            "quotes are part of the value",
            """
            [supervisord]
            [program:a]
            command="/bin/echo" "a b"
            directory="/tmp"
            """,
            .reads(
                """
                group a 999
                  a: command="/bin/echo" "a b"; directory="/tmp"
                """
            )
        ),
        ConfigurationCase(
            "a file needs a supervisord section",
            """
            [program:a]
            command=/bin/echo
            """,
            .refused("no-supervisord")
        ),
    ]
}
