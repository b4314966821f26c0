// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct IncludesTests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        ConfigurationCase(
            "files are included in order, here is where they are",
            """
            [supervisord]

            [include]
            files = missing/*.conf inc/*.conf
            """,
            including: [
                "inc/b.conf": "[program:b]\ncommand=/bin/echo %(here)s\n",
                "inc/a.conf": "[program:a]\ncommand=/bin/echo %(here)s\n",
            ],
            .reads(
                """
                group a 999
                  a: command=/bin/echo /tmp/cfg/inc
                group b 999
                  b: command=/bin/echo /tmp/cfg/inc
                """
            )
        ),
        ConfigurationCase(
            "an included file may change any key",
            """
            [supervisord]
            loglevel=warn
            [include]
            files=inc2/a.conf
            """,
            including: [
                "inc2/a.conf": "[supervisord]\nloglevel=debug\n"
            ],
            .reads(
                "daemon loglevel=debug"
            )
        ),
        ConfigurationCase(
            "an include in an included file is ignored",
            """
            [supervisord]

            [include]
            files=inc/*.conf
            """,
            including: [
                "inc/a.conf": "[include]\nfiles=other/*.conf\n[program:a]\ncommand=/bin/echo\n",
                "other/x.conf": "[program:x]\ncommand=/bin/x\n",
            ],
            .reads(
                """
                group a 999
                  a: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "an include needs files",
            """
            [supervisord]

            [include]
            x=1
            """,
            .refused("missing-key")
        ),
        ConfigurationCase(
            "patterns may use the environment",
            """
            [supervisord]

            [include]
            files=%(ENV_FOO)s/*.conf %(here)s/inc/*.conf
            """,
            including: [
                "inc/a.conf": "[program:a]\ncommand=/bin/echo\n"
            ],
            .reads(
                """
                group a 999
                  a: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "an error in an included file is an error",
            """
            [supervisord]

            [include]
            files=inc/*.conf
            """,
            including: [
                "inc/a.conf": "nonsense\n"
            ],
            .refused("no-section")
        ),
        ConfigurationCase(
            "a section may go on in an included file",
            """
            [supervisord]

            [program:a]
            command=/bin/echo
            [include]
            files=inc/*.conf
            """,
            including: [
                "inc/a.conf": "[program:a]\npriority=4\n"
            ],
            .reads(
                """
                group a 4
                  a: command=/bin/echo; priority=4
                """
            )
        ),
        ConfigurationCase(
            "DEFAULT of the main file reaches included sections",
            """
            [supervisord]

            [DEFAULT]
            priority=4
            [include]
            files=inc/*.conf
            """,
            including: [
                "inc/a.conf": "[program:a]\ncommand=/bin/echo\n"
            ],
            .reads(
                """
                group a 4
                  a: command=/bin/echo; priority=4
                """
            )
        ),
    ]
}
