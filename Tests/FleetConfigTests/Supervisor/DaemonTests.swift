// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct DaemonTests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        ConfigurationCase(
            "the defaults",
            "[supervisord]",
            .reads(
                ""
            )
        ),
        ConfigurationCase(
            "every key",
            """
            [supervisord]
            logfile=/tmp/a.log
            logfile_maxbytes=1MB
            logfile_backups=2
            loglevel=DEBUG
            pidfile=/tmp/a.pid
            umask=027
            directory=/tmp
            nodaemon=true
            silent=yes
            minfds=10
            minprocs=5
            user=root
            identifier=x
            childlogdir=/tmp/X
            nocleanup=on
            strip_ansi=1
            """,
            .reads(
                """
                daemon logfile=/tmp/a.log; logfile_maxbytes=1048576; logfile_backups=2; loglevel=debug; \
                pidfile=/tmp/a.pid; umask=27; directory=/tmp; nodaemon=true; silent=true; minfds=10; minprocs=5; \
                uid=0; identifier=x; childlogdir=/tmp/X; nocleanup=true; strip_ansi=true
                """
            )
        ),
        ConfigurationCase(
            "the level critical",
            """
            [supervisord]
            loglevel=critical
            """,
            .reads(
                "daemon loglevel=critical"
            )
        ),
        ConfigurationCase(
            "the level error",
            """
            [supervisord]
            loglevel=error
            """,
            .reads(
                "daemon loglevel=error"
            )
        ),
        ConfigurationCase(
            "the level warn",
            """
            [supervisord]
            loglevel=warn
            """,
            .reads(
                "daemon loglevel=warn"
            )
        ),
        ConfigurationCase(
            "the level info",
            """
            [supervisord]
            loglevel=info
            """,
            .reads(
                ""
            )
        ),
        ConfigurationCase(
            "the level debug",
            """
            [supervisord]
            loglevel=debug
            """,
            .reads(
                "daemon loglevel=debug"
            )
        ),
        ConfigurationCase(
            "the level trace",
            """
            [supervisord]
            loglevel=trace
            """,
            .reads(
                "daemon loglevel=trace"
            )
        ),
        ConfigurationCase(
            "the level blather",
            """
            [supervisord]
            loglevel=blather
            """,
            .reads(
                "daemon loglevel=blather"
            )
        ),
        ConfigurationCase(
            "a level that isn't",
            """
            [supervisord]
            loglevel=verbose
            """,
            .refused("bad-value")
        ),
        ConfigurationCase(
            "a directory that isn't there",
            """
            [supervisord]
            directory=/nope
            """,
            .refused("no-directory")
        ),
        ConfigurationCase(
            "a log whose directory isn't there",
            """
            [supervisord]
            logfile=/nope/x.log
            """,
            .refused("no-directory")
        ),
        ConfigurationCase(
            "a pidfile whose directory isn't there",
            """
            [supervisord]
            pidfile=/nope/x.pid
            """,
            .refused("no-directory")
        ),
        ConfigurationCase(
            "a user that isn't there",
            """
            [supervisord]
            user=nosuchuser
            """,
            .refused("unknown-user")
        ),
        ConfigurationCase(
            "here and the environment in paths",
            """
            [supervisord]
            logfile=%(here)s/%(ENV_FOO)s.log
            """,
            .reads(
                "daemon logfile=/tmp/cfg/envfoo.log"
            )
        ),
        ConfigurationCase(
            "a tilde in paths",
            """
            [supervisord]
            logfile=~/x.log
            """,
            .reads(
                "daemon logfile=/root/x.log"
            )
        ),
        ConfigurationCase(
            "paths are made absolute and plain",
            """
            [supervisord]
            logfile=../cfg/./y.log
            """,
            .reads(
                "daemon logfile=/tmp/cfg/y.log"
            )
        ),
        ConfigurationCase(
            "a log in syslog",
            """
            [supervisord]
            logfile=syslog
            """,
            .reads(
                "daemon logfile=syslog"
            )
        ),
    ]
}
