// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct ServersTests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        ConfigurationCase(
            "a unix socket",
            """
            [supervisord]
            [unix_http_server]
            file=%(here)s/s.sock
            [program:a]
            command=/bin/echo
            """,
            .reads(
                """
                unix /tmp/cfg/s.sock 700
                group a 999
                  a: command=/bin/echo; serverurl=unix:///tmp/cfg/s.sock
                """
            )
        ),
        ConfigurationCase(
            "a unix socket with all keys",
            """
            [supervisord]
            [unix_http_server]
            file=/tmp/s.sock
            chmod=0770
            chown=root:root
            username=x
            password=a%%b
            """,
            .reads(
                "unix /tmp/s.sock 770 0:0 x/a%b"
            )
        ),
        ConfigurationCase(
            "an owner without a group",
            """
            [supervisord]
            [unix_http_server]
            file=/tmp/s.sock
            chown=root
            """,
            .reads(
                "unix /tmp/s.sock 700 0:-1"
            )
        ),
        ConfigurationCase(
            "an owner that isn't there",
            """
            [supervisord]
            [unix_http_server]
            file=/tmp/s.sock
            chown=root:nosuchgroup
            """,
            .refused("unknown-group")
        ),
        ConfigurationCase(
            "a mode that isn't octal",
            """
            [supervisord]
            [unix_http_server]
            file=/tmp/s.sock
            chmod=rwx
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "a unix server needs a file",
            """
            [supervisord]
            [unix_http_server]
            chmod=0770
            """,
            .refused("missing-key")
        ),
        ConfigurationCase(
            "a user name needs a password",
            """
            [supervisord]
            [unix_http_server]
            file=/tmp/s.sock
            username=x
            """,
            .refused("incomplete-credentials")
        ),
        ConfigurationCase(
            "a password's percent sign must be doubled",
            """
            [supervisord]
            [unix_http_server]
            file=/tmp/s.sock
            username=x
            password=a%b
            """,
            .refused("bad-percent")
        ),
        ConfigurationCase(
            "a password can't use here",
            """
            [supervisord]
            [unix_http_server]
            file=/tmp/s.sock
            username=x
            password=%(here)s
            """,
            .refused("unknown-expansion")
        ),
        ConfigurationCase(
            "all addresses by a star",
            """
            [supervisord]
            [inet_http_server]
            port=*:9001
            username=u
            password=p
            [program:a]
            command=/bin/echo
            """,
            .reads(
                """
                inet :9001 u/p
                group a 999
                  a: command=/bin/echo; serverurl=http://localhost:9001
                """
            )
        ),
        ConfigurationCase(
            "a port alone, and two servers of which the last is the URL",
            """
            [supervisord]
            [inet_http_server:x]
            port=9001
            username=u
            password=p
            [inet_http_server:y]
            port=127.0.0.1:9002
            [program:a]
            command=/bin/echo
            """,
            .reads(
                """
                inet :9001 u/p
                inet 127.0.0.1:9002
                group a 999
                  a: command=/bin/echo; serverurl=http://127.0.0.1:9002
                """
            )
        ),
        ConfigurationCase(
            "the first unix server is the URL",
            """
            [supervisord]
            [inet_http_server]
            port=:9001
            username=u
            password=p
            [unix_http_server:b]
            file=/tmp/b.sock
            [unix_http_server:a]
            file=/tmp/a.sock
            [program:a]
            command=/bin/echo
            """,
            .reads(
                """
                inet :9001 u/p
                unix /tmp/b.sock 700
                unix /tmp/a.sock 700
                group a 999
                  a: command=/bin/echo; serverurl=unix:///tmp/b.sock
                """
            )
        ),
        ConfigurationCase(
            "a host is in lower case",
            """
            [supervisord]
            [inet_http_server]
            port=LocalHost:9001
            [program:a]
            command=/bin/echo
            """,
            .reads(
                """
                inet localhost:9001
                group a 999
                  a: command=/bin/echo; serverurl=http://localhost:9001
                """
            )
        ),
        ConfigurationCase(
            "port 0 is refused",
            """
            [supervisord]
            [inet_http_server]
            port=0
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "port 65536 is refused",
            """
            [supervisord]
            [inet_http_server]
            port=65536
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "an address without a port is refused",
            """
            [supervisord]
            [inet_http_server]
            port=host:
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "an inet server needs a port",
            """
            [supervisord]
            [inet_http_server]
            username=a
            password=b
            """,
            .refused("missing-key")
        ),
    ]
}
