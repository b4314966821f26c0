// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct ExpansionTests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        ConfigurationCase(
            "two percent signs are one",
            """
            [supervisord]
            [program:a]
            command=/bin/date +%%Y
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/date +%Y
                """
            )
        ),
        ConfigurationCase(
            "a lone percent sign is refused",
            """
            [supervisord]
            [program:a]
            command=/bin/date +%Y
            """,
            .refused("bad-percent")
        ),
        ConfigurationCase(
            "an unknown name is refused",
            """
            [supervisord]
            [program:a]
            command=%(nope)s
            """,
            .refused("unknown-expansion")
        ),
        ConfigurationCase(
            "a command may use every name",
            """
            [supervisord]
            [program:a]
            command=/bin/echo %(ENV_FOO)s %(ENV_PCT)s %(here)s %(program_name)s %(group_name)s \
            %(host_node_name)s %(process_num)03d %(numprocs)d
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo envfoo a%b /tmp/cfg a a node1 000 1
                """
            )
        ),
        ConfigurationCase(
            "a name may be printed in other bases and widths",
            """
            [supervisord]
            [program:a]
            command=/bin/echo %(numprocs)x %(numprocs)#o %(numprocs)5d| %(numprocs)-5d| %(numprocs)+d %(numprocs).3d \
            %(program_name)5s| %(program_name).0s| %(program_name)r %(numprocs)e %(numprocs)f %(numprocs)g %(numprocs).2f %(numprocs)X
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo 1 0o1     1| 1    | +1 001     a| | 'a' 1.000000e+00 1.000000 1 1.00 1
                """
            )
        ),
        ConfigurationCase(
            "text can't be printed as a number",
            """
            [supervisord]
            [program:a]
            command=%(program_name)d
            """,
            .refused("bad-percent")
        ),
        ConfigurationCase(
            "a conversion must be complete",
            """
            [supervisord]
            [program:a]
            command=%(program_name)
            """,
            .refused("bad-percent")
        ),
        ConfigurationCase(
            "a name's parenthesis must be closed",
            """
            [supervisord]
            [program:a]
            command=%(program_name s
            """,
            .refused("bad-percent")
        ),
        ConfigurationCase(
            "numbers count from numprocs_start",
            """
            [supervisord]
            [program:a]
            command=/bin/echo %(process_num)d %(numprocs)d
            process_name=%(program_name)s_%(process_num)02d
            numprocs=3
            numprocs_start=8
            stdout_logfile=/tmp/x_%(process_num)d.log
            environment=N="%(process_num)d",G="%(group_name)s"
            """,
            .reads(
                """
                group a 999
                  a_08: command=/bin/echo 8 3; environment={G:a, N:8}; stdout_logfile=/tmp/x_8.log
                  a_09: command=/bin/echo 9 3; environment={G:a, N:9}; stdout_logfile=/tmp/x_9.log
                  a_10: command=/bin/echo 10 3; environment={G:a, N:10}; stdout_logfile=/tmp/x_10.log
                """
            )
        ),
        .program("several processes need a number in their name", "numprocs=2", refused: "same-process-name"),
        .program(
            "the number in the name must be a whole conversion",
            "numprocs=2\nprocess_name=x%(process_num)",
            refused: "bad-percent"
        ),
        .program("a directory may use the number", "directory=/tmp/%(process_num)s", means: "directory=/tmp/0"),
        .program("a priority can't use the number", "priority=%(process_num)d", refused: "unknown-expansion"),
        ConfigurationCase(
            "numprocs may come from the environment",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            numprocs=%(ENV_TWO)s
            process_name=%(program_name)s_%(process_num)d
            """,
            .reads(
                """
                group a 999
                  a_0: command=/bin/echo
                  a_1: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "no processes make an empty group",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            numprocs=0
            """,
            .reads(
                "group a 999"
            )
        ),
        .program(
            "a log file is expanded twice, so a percent sign needs four",
            "stdout_logfile=/tmp/a%%%%b.log",
            means: "stdout_logfile=/tmp/a%b.log"
        ),
        .program("two percent signs in a log file are too few", "stdout_logfile=/tmp/a%%b.log", refused: "bad-percent"),
        .program(
            "a percent sign in a variable breaks a log file",
            "stdout_logfile=/tmp/%(ENV_PCT)s.log",
            refused: "bad-percent"
        ),
        .program(
            "a tilde is expanded in a log file, not in a directory",
            "stdout_logfile=~/x.log\ndirectory=~",
            means: "directory=~; stdout_logfile=/root/x.log"
        ),
        ConfigurationCase(
            "a command may use the program's own environment",
            """
            [supervisord]
            [program:a]
            command=/bin/echo %(ENV_B)s
            environment=B=2
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo 2; environment={B:2}
                """
            )
        ),
        .program(
            "a log file may use the program's own environment",
            "stdout_logfile=/tmp/%(ENV_B)s.log\nenvironment=B=2",
            means: "environment={B:2}; stdout_logfile=/tmp/2.log"
        ),
        .program("an environment can't use itself", #"environment=A="1",B="%(ENV_A)s""#, refused: "unknown-expansion"),
        ConfigurationCase(
            "an earlier process's variables stay visible",
            """
            [supervisord]
            [program:a]
            command=/bin/echo %(ENV_X)s
            numprocs=2
            process_name=%(process_num)s
            environment=X=%(process_num)s
            """,
            .reads(
                """
                group a 999
                  0: command=/bin/echo 0; environment={X:0}
                  1: command=/bin/echo 1; environment={X:1}
                """
            )
        ),
        ConfigurationCase(
            "supervisord's environment is expanded and visible in programs",
            """
            [supervisord]
            environment=GLOB=g
            [program:a]
            command=/bin/echo %(ENV_GLOB)s
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo g; environment={GLOB:g}
                """
            )
        ),
        ConfigurationCase(
            "supervisord's environment goes to every program and hides the real one",
            """
            [supervisord]
            environment=FOO=glob,BAR=glob
            [program:a]
            command=/bin/echo %(ENV_FOO)s
            environment=BAR=own
            """,
            .reads(
                """
                group a 999
                  a: command=/bin/echo glob; environment={BAR:own, FOO:glob}
                """
            )
        ),
        ConfigurationCase(
            "a priority of a group may use the environment",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            [group:g]
            programs=a
            priority=%(ENV_TWO)s
            """,
            .reads(
                """
                group g 2
                  a: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "a group knows no program name",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            [group:g]
            programs=%(program_name)s
            """,
            .refused("unknown-expansion")
        ),
    ]
}
