// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct LexingTests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        ConfigurationCase(
            "a semicolon after a space begins a comment",
            """
            [supervisord]
            [program:a]
            command=/bin/echo a ; b
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo a
                """
            )
        ),
        ConfigurationCase(
            "a semicolon inside a word is kept",
            """
            [supervisord]
            [program:a]
            command=/bin/echo a;notcomment
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo a;notcomment
                """
            )
        ),
        ConfigurationCase(
            "a hash after a space begins a comment",
            """
            [supervisord]
            [program:a]
            command=/bin/echo a # b
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo a
                """
            )
        ),
        ConfigurationCase(
            "a hash inside a word is kept",
            """
            [supervisord]
            [program:a]
            command=/bin/echo a#notcomment
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo a#notcomment
                """
            )
        ),
        ConfigurationCase(
            "quotes don't keep a semicolon from beginning a comment",
            """
            [supervisord]
            [program:a]
            command=bash -c 'while : ; do x # y; done'
            """,
            .reads(
                """
                group a 999
                  a: command=bash -c 'while :
                """
            )
        ),
        ConfigurationCase(
            "a value goes on in lines that are more indented",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
              one
              two
            environment=A=1,
              B=2
            """,
            .reads(
                #"""
                group a 999
                  a: command=/bin/echo\none\ntwo; environment={A:1, B:2}
                """#
            )
        ),
        ConfigurationCase(
            "a comment line inside a value is skipped",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
              one
            ; a comment
            # another
              two
              three ; and one more
            """,
            .reads(
                #"""
                group a 999
                  a: command=/bin/echo\none\ntwo\nthree
                """#
            )
        ),
        ConfigurationCase(
            "a blank line inside a value is kept",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
              one

              two
            """,
            .reads(
                #"""
                group a 999
                  a: command=/bin/echo\none\n\ntwo
                """#
            )
        ),
        ConfigurationCase(
            "blank lines at the end of a value are dropped",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
              one



            priority=5
            """,
            .reads(
                #"""
                group a 5
                  a: command=/bin/echo\none; priority=5
                """#
            )
        ),
        ConfigurationCase(
            "a colon separates too, spaces and case don't matter",
            """
            [supervisord]
            [program:a]
            COMMAND : /bin/echo a
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo a
                """
            )
        ),
        ConfigurationCase(
            "the first of colon and equals sign separates",
            """
            [supervisord]
            [program:a]
            command:/bin/echo a=b:c
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo a=b:c
                """
            )
        ),
        ConfigurationCase(
            "a section that is written twice is one",
            """
            [supervisord]
            [program:a]
            command=/bin/one
            [group:g]
            programs=
            [program:a]
            command=/bin/two
            priority=5
            """,
            .reads(
                """
                group a 5
                  a: command=/bin/two; priority=5
                group g 999
                """
            )
        ),
        ConfigurationCase(
            "the last of two equal keys counts",
            """
            [supervisord]
            [program:a]
            command=/bin/one
            command=/bin/two
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/two
                """
            )
        ),
        ConfigurationCase(
            "every section inherits DEFAULT",
            """
            [supervisord]
            [DEFAULT]
            autorestart=false
            command=/bin/one
            [program:a]
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/one; autorestart=false
                """
            )
        ),
        ConfigurationCase(
            "a section's own key counts more than DEFAULT",
            """
            [supervisord]
            [DEFAULT]
            priority=3
            [program:a]
            command=/bin/echo
            priority=4
            """,
            .reads(
                """
                group a 4
                  a: command=/bin/echo; priority=4
                """
            )
        ),
    ]
}
