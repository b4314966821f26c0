// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct ListenersAndFastCGITests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        ConfigurationCase(
            "a listener starts first",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=process_state, TICK_5
            """,
            .reads(
                """
                group e -1 hears PROCESS_STATE,TICK_5; buffer 10
                  e: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "a listener needs events",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            """,
            .refused("missing-key")
        ),
        ConfigurationCase(
            "a listener's events must exist",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=NOPE
            """,
            .refused("unknown-event")
        ),
        ConfigurationCase(
            "a listener can't redirect stderr",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=EVENT
            redirect_stderr=true
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "a listener needs a buffer",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=EVENT
            buffer_size=0
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "a listener may say how much to capture",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=EVENT
            stdout_capture_maxbytes=1MB
            """,
            .reads(
                """
                group e -1 hears EVENT; buffer 10
                  e: command=/bin/echo; stdout_capture_maxbytes=1048576
                """
            )
        ),
        ConfigurationCase(
            "a FastCGI program with a unix socket",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=unix:///tmp/%(program_name)s.sock
            socket_mode=0777
            """,
            .reads(
                """
                group f 999
                  f: command=/bin/echo; socket=unix:///tmp/f.sock mode 777
                """
            )
        ),
        ConfigurationCase(
            "a FastCGI program with a TCP socket",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=tcp://localhost:9000
            """,
            .reads(
                """
                group f 999
                  f: command=/bin/echo; socket=tcp://localhost:9000
                """
            )
        ),
        ConfigurationCase(
            "only unix sockets have an owner",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=tcp://localhost:9000
            socket_owner=root
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "a FastCGI program needs a socket",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            """,
            .refused("missing-key")
        ),
        ConfigurationCase(
            "a unix socket's path must be absolute",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=unix://x
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "a socket is unix or tcp",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=http://x:1
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "a backlog has a range",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=tcp://localhost:9000
            socket_backlog=0
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "an event may be named twice",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=EVENT,event
            """,
            .reads(
                """
                group e -1 hears EVENT; buffer 10
                  e: command=/bin/echo
                """
            )
        ),
        ConfigurationCase(
            "an event may not be left out between commas",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=EVENT,
            """,
            .refused("unknown-event")
        ),
        ConfigurationCase(
            "a listener's priority is its processes' too",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=EVENT
            priority=5
            """,
            .reads(
                """
                group e 5 hears EVENT; buffer 10
                  e: command=/bin/echo; priority=5
                """
            )
        ),
        ConfigurationCase(
            "a listener's events can't use the environment of supervisord that isn't there",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=%(ENV_NOPE)s
            """,
            .refused("unknown-expansion")
        ),
        ConfigurationCase(
            "a listener's name has no space",
            """
            [supervisord]
            [eventlistener:e f]
            command=/bin/echo
            events=EVENT
            """,
            .refused("bad-name")
        ),
        ConfigurationCase(
            "a listener can't be listed in a group",
            """
            [supervisord]
            [eventlistener:e]
            command=/bin/echo
            events=EVENT
            [group:g]
            programs=e
            """,
            .refused("unknown-program")
        ),
        ConfigurationCase(
            "a socket's port is not 0",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=tcp://localhost:0
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "a socket's port is below 65536",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=tcp://localhost:99999
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "a socket doesn't know its group",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=unix:///tmp/%(group_name)s
            """,
            .refused("unknown-expansion")
        ),
        ConfigurationCase(
            "a socket's owner is not empty",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=unix:///tmp/f
            socket_owner=
            """,
            .refused("unknown-user")
        ),
        ConfigurationCase(
            "a socket on all addresses",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=tcp://*:9000
            """,
            .reads(
                """
                group f 999
                  f: command=/bin/echo; socket=tcp://:9000
                """
            )
        ),
        ConfigurationCase(
            "a FastCGI program's priority is its group's",
            """
            [supervisord]
            [fcgi-program:f]
            command=/bin/echo
            socket=tcp://h:1
            priority=%(ENV_TWO)s
            """,
            .reads(
                """
                group f 2
                  f: command=/bin/echo; priority=2; socket=tcp://h:1
                """
            )
        ),
        ConfigurationCase(
            "a program and a FastCGI program of one name can't be told apart",
            """
            [supervisord]
            [program:f]
            command=/bin/echo
            [fcgi-program:f]
            command=/bin/echo
            socket=tcp://h:1
            [group:g]
            programs=f
            """,
            .refused("ambiguous-program")
        ),
        ConfigurationCase(
            "an RPC interface needs its factory",
            """
            [supervisord]
            [rpcinterface:x]
            a=1
            """,
            .refused("missing-key")
        ),
        ConfigurationCase(
            "the main RPC interface",
            """
            [supervisord]
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            """,
            .reads(
                ""
            )
        ),
    ]
}
