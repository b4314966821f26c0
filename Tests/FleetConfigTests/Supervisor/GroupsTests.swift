// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct GroupsTests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        ConfigurationCase(
            "a group has its members and priority",
            """
            [supervisord]
            [program:a]
            command=/bin/a
            priority=5
            [program:b]
            command=/bin/b
            priority=5
            [group:g]
            programs=b,a
            priority=3
            """,
            .reads(
                """
                group g 3
                  a: command=/bin/a; priority=5
                  b: command=/bin/b; priority=5
                """
            )
        ),
        ConfigurationCase(
            "members keep their own priorities",
            """
            [supervisord]
            [program:a]
            command=/bin/a
            priority=7
            [program:b]
            command=/bin/b
            priority=5
            [group:g]
            programs=a,b
            """,
            .reads(
                """
                group g 999
                  b: command=/bin/b; priority=5
                  a: command=/bin/a; priority=7
                """
            )
        ),
        ConfigurationCase(
            "a program may be in two groups",
            """
            [supervisord]
            [program:a]
            command=/bin/echo %(group_name)s
            [group:g]
            programs=a
            [group:h]
            programs=a
            """,
            .reads(
                """
                group g 999
                  a: command=/bin/echo g
                group h 999
                  a: command=/bin/echo h
                """
            )
        ),
        ConfigurationCase(
            "a group can't name what isn't there",
            """
            [supervisord]
            [program:a]
            command=/bin/a
            [program:b]
            command=/bin/b
            [group:g]
            programs=a,zz
            """,
            .refused("unknown-program")
        ),
        ConfigurationCase(
            "a group without programs is empty",
            """
            [supervisord]
            [group:g]
            priority=1
            """,
            .reads(
                "group g 1"
            )
        ),
        ConfigurationCase(
            "an empty name between commas is refused",
            """
            [supervisord]
            [program:a]
            command=/bin/a
            [program:b]
            command=/bin/b
            [group:g]
            programs=a,,b
            """,
            .refused("unknown-program")
        ),
        ConfigurationCase(
            "groups are sorted by priority, then name",
            """
            [supervisord]
            [program:zz]
            command=/bin/echo
            [program:aa]
            command=/bin/echo
            [program:mm]
            command=/bin/echo
            priority=1
            [eventlistener:el]
            command=/bin/echo
            events=EVENT
            """,
            .reads(
                """
                group el -1 hears EVENT; buffer 10
                  el: command=/bin/echo
                group mm 1
                  mm: command=/bin/echo; priority=1
                group aa 999
                  aa: command=/bin/echo
                group zz 999
                  zz: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "processes are sorted as text",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            numprocs=11
            process_name=%(program_name)s_%(process_num)d
            """,
            .reads(
                """
                group a 999
                  a_0: command=/bin/echo
                  a_1: command=/bin/echo
                  a_10: command=/bin/echo
                  a_2: command=/bin/echo
                  a_3: command=/bin/echo
                  a_4: command=/bin/echo
                  a_5: command=/bin/echo
                  a_6: command=/bin/echo
                  a_7: command=/bin/echo
                  a_8: command=/bin/echo
                  a_9: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "a name can't have a space",
            """
            [supervisord]
            [program:a b]
            command=/bin/echo
            """,
            .refused("bad-name")
        ),
        ConfigurationCase(
            "a name can't have a colon",
            """
            [supervisord]
            [program:a:b]
            command=/bin/echo
            """,
            .refused("bad-name")
        ),
        ConfigurationCase(
            "a name can't have a slash",
            """
            [supervisord]
            [program:a/b]
            command=/bin/echo
            """,
            .refused("bad-name")
        ),
        .program("a process name can't have a colon", "process_name=x:y", refused: "bad-name"),
        ConfigurationCase(
            "a group's name can't have a space",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            [group:x y]
            programs=a
            """,
            .refused("bad-name")
        ),
        ConfigurationCase(
            "a program may be named all",
            """
            [supervisord]
            [program:all]
            command=/bin/echo
            """,
            .reads(
                """
                group all 999
                  all: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "a program may be named with a star",
            """
            [supervisord]
            [program:a*]
            command=/bin/echo
            """,
            .reads(
                """
                group a* 999
                  a*: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "a program's priority is its group's too",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            priority=7
            """,
            .reads(
                """
                group a 7
                  a: command=/bin/echo; priority=7
                """
            )
        ),
        ConfigurationCase(
            "a process name of its own",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            process_name=boss
            """,
            .reads(
                """
                group a 999
                  boss: command=/bin/echo
                """
            )
        ),
    ]
}
