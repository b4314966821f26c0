// SPDX-License-Identifier: Apache-2.0

import Testing

/// What Supervisor 4.3.0 makes of these configurations, and so do we.
struct ValuesTests {
    @Test(arguments: cases) func `agrees with Supervisor`(_ example: ConfigurationCase) {
        example.check()
    }

    private static let cases: [ConfigurationCase] = [
        .program("yes is true", "redirect_stderr=yes", means: "redirect_stderr"),
        .program("TRUE is true", "redirect_stderr=TRUE", means: "redirect_stderr"),
        .program("On is true", "redirect_stderr=On", means: "redirect_stderr"),
        .program("1 is true", "redirect_stderr=1", means: "redirect_stderr"),
        .program("no is false", "autostart=no", means: "autostart=false"),
        .program("False is false", "autostart=False", means: "autostart=false"),
        .program("OFF is false", "autostart=OFF", means: "autostart=false"),
        .program("0 is false", "autostart=0", means: "autostart=false"),
        .program("maybe is neither true nor false", "autostart=maybe", refused: "bad-value"),
        .program("autorestart may be unexpected", "autorestart=Unexpected", means: ""),
        .program("autorestart may be true", "autorestart=1", means: "autorestart=true"),
        .program("autorestart can't be something else", "autorestart=sometimes", refused: "bad-value"),
        ConfigurationCase(
            "a priority may be negative",
            """
            [supervisord]
            [program:a]
            command=/bin/echo
            priority=-3
            """,
            .reads(
                """
                group a -3
                  a: command=/bin/echo; priority=-3
                """
            )
        ),
        .program("numbers may have underscores between digits", "startsecs=1_0", means: "startsecs=10"),
        .program("numbers can't have two underscores", "startsecs=1__0", refused: "bad-value"),
        .program("numbers may have a plus sign and spaces", "startsecs= +7 ", means: "startsecs=7"),
        .program("numbers can't have a fraction", "startsecs=0.5", refused: "bad-value"),
        .program("numbers can't be empty", "startsecs=", refused: "bad-value"),
        .program("a single exit code", "exitcodes=3", means: "exitcodes=3"),
        .program("several exit codes", "exitcodes=0, 2,3", means: "exitcodes=0,2,3"),
        .program("256 is no exit code", "exitcodes=256", refused: "bad-value"),
        .program("no exit code is expected", "exitcodes=", means: "exitcodes="),
        .program("an exit code must be a number", "exitcodes=a", refused: "bad-value"),
        .program("a trailing comma is no exit code", "exitcodes=1,", refused: "bad-value"),
        .program("usr1 is a signal", "stopsignal=usr1", means: "stopsignal=10"),
        .program("SIGUSR1 is a signal", "stopsignal=SIGUSR1", means: "stopsignal=10"),
        .program("SigHup is a signal", "stopsignal=SigHup", means: "stopsignal=1"),
        .program("9 is a signal", "stopsignal=9", means: "stopsignal=9"),
        .program("RTMIN is a signal", "stopsignal=RTMIN", means: "stopsignal=34"),
        .program("INT is a signal", "stopsignal=INT", means: "stopsignal=2"),
        .program("NOPE is no signal", "stopsignal=NOPE", refused: "bad-value"),
        .program("99 is no signal", "stopsignal=99", refused: "bad-value"),
        .program(
            "sizes in KB and GB",
            "stdout_logfile_maxbytes=1kb\nstderr_logfile_maxbytes=2GB",
            means: "stdout_logfile_maxbytes=1024; stderr_logfile_maxbytes=2147483648"
        ),
        .program("a size may have a space", "stdout_logfile_maxbytes=1 MB", means: "stdout_logfile_maxbytes=1048576"),
        .program("a size in K is refused", "stdout_logfile_maxbytes=1K", refused: "bad-value"),
        .program("a size can't have a fraction", "stdout_logfile_maxbytes=1.5MB", refused: "bad-value"),
        .program("a umask is octal", "umask=027", means: "umask=27"),
        .program("a umask may have a prefix", "umask=0o22", means: "umask=22"),
        .program("a umask of 9 is refused", "umask=9", refused: "bad-value"),
        .program("a user may be a name", "user=root", means: "uid=0"),
        .program("a user may be a number", "user=0", means: "uid=0"),
        .program("a user must exist", "user=nosuchuser", refused: "unknown-user"),
        .program("a user's number must exist", "user=54321", refused: "unknown-user"),
        .program(
            "NONE and off mean no log",
            "stdout_logfile=NONE\nstderr_logfile=off",
            means: "stdout_logfile=none; stderr_logfile=none"
        ),
        .program(
            "AUTO is any case, syslog is deprecated",
            "stdout_logfile=auto\nstderr_logfile=syslog",
            means: "stderr_logfile=none; stderr_syslog"
        ),
        .program("syslog is a switch", "stdout_syslog=true", means: "stdout_syslog"),
        .program("a log in the current directory", "stdout_logfile=x.log", means: "stdout_logfile=x.log"),
        .program("a log's directory must exist", "stdout_logfile=/nope/x.log", refused: "no-directory"),
        .program(
            "a redirected stderr needs no log",
            "redirect_stderr=true\nstderr_logfile=/tmp/x.log",
            means: "redirect_stderr"
        ),
        .program("AUTO without a limit is accepted", "stdout_logfile_maxbytes=0", means: "stdout_logfile_maxbytes=0"),
        .program(
            "backups",
            "stdout_logfile_backups=0\nstderr_logfile_backups=3",
            means: "stdout_logfile_backups=0; stderr_logfile_backups=3"
        ),
        .program(
            "stopasgroup can't go without killasgroup",
            "stopasgroup=true\nkillasgroup=false",
            refused: "bad-value"
        ),
        .program("stopasgroup implies killasgroup", "stopasgroup=true", means: "stopasgroup; killasgroup"),
        .program("killasgroup alone", "killasgroup=true", means: "killasgroup"),
        .program("serverurl as written", "serverurl=http://x:1", means: "serverurl=http://x:1"),
        .program("serverurl AUTO without a server", "serverurl= auto", means: ""),
        ConfigurationCase(
            "no command",
            """
            [supervisord]
            [program:a]
            priority=1
            """,
            .refused("missing-key")
        ),
        .program(
            "captures and events",
            "stdout_capture_maxbytes=1MB\nstdout_events_enabled=true",
            means: "stdout_capture_maxbytes=1048576; stdout_events_enabled"
        ),
    ]
}
