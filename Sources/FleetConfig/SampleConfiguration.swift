// SPDX-License-Identifier: Apache-2.0

/// The configuration that `echo_supervisord_conf` prints: what Supervisor knows, and below it what only Fleet does.
///
/// What is in effect in it is understood by both; whatever is optional stands behind a semicolon, with its default.
public enum SampleConfiguration {
    /// Ends with a newline.
    public static let text = #"""
        ; Sample supervisor config file.
        ;
        ; Fleet reads Supervisor's format, and what is in effect below works with either. A line that begins with a
        ; semicolon is a comment: take it away, and the key has the value that is shown. `fleetctl check FILE` finds
        ; slips; `fleetctl help-config SECTION` explains every key of a section.
        ;
        ; Four things to know about the format:
        ;  - A `;` or `#` after a space begins a comment, even inside quotes.
        ;  - A percent sign is written twice: date +%%Y. Names are expanded: %(here)s is the directory of this file,
        ;    %(program_name)s the program's own, %(ENV_HOME)s the environment variable HOME.
        ;  - Quotes are part of a value, except in environment=. A command is split into words as a shell does it, but
        ;    there is no shell, so nothing in it is expanded.
        ;  - A line that is indented continues the value above it.

        [unix_http_server]
        file=/tmp/supervisor.sock       ; where fleetctl and supervisorctl find the daemon
        ;chmod=0700                     ; mode of the socket
        ;chown=nobody:nogroup           ; its owner; the one who starts supervisord by default
        ;username=someone               ; ask for a user name and a password
        ;password=secret

        ; Who reaches this port and is let in can run programs. It has to have a password, unless only this machine
        ; reaches it. `fleetctl hash-password` makes what can be written in place of the password itself.
        ;
        ;[inet_http_server]
        ;port=127.0.0.1:9001            ; *:9001 is every address, [::1]:9001 is IPv6
        ;username=someone
        ;password=secret

        [supervisord]
        logfile=/tmp/supervisord.log    ; the main log; supervisord.log in the current directory by default
        logfile_maxbytes=50MB           ; begin a new one at this size; 0 is never
        logfile_backups=10              ; how many old ones to keep
        loglevel=info                   ; critical, error, warn, info, debug, trace, blather
        pidfile=/tmp/supervisord.pid    ; holds the process number while it runs
        nodaemon=false                  ; stay in the foreground
        silent=false                    ; in the foreground: no log on stdout
        minfds=1024                     ; open files that must be possible
        minprocs=200                    ; processes that must be possible
        ;umask=022                      ; file mode creation mask
        ;user=fleet                     ; change to this user, when started as root
        ;identifier=supervisor          ; the name of this instance
        ;directory=/tmp                 ; change to this directory
        ;nocleanup=false                ; keep the automatic logs of earlier runs
        ;childlogdir=/tmp               ; where automatic logs of programs go
        ;environment=KEY="value"        ; for every program, separated by commas
        ;strip_ansi=false               ; remove terminal escape sequences from logs of programs

        ; What supervisorctl and other programs speak. It can't be replaced, but Supervisor needs the section.
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

        [supervisorctl]
        serverurl=unix:///tmp/supervisor.sock
        ;username=someone               ; as in the server's section
        ;password=secret
        ;prompt=supervisor              ; of the interactive shell
        ;history_file=~/.sc_history     ; what was typed there

        ; Every key that a program may have, with its default or an example.
        ;
        ;[program:web]
        ;command=/usr/bin/web --port 80%(process_num)02d
        ;process_name=%(program_name)s_%(process_num)02d ; must tell the processes apart where there are several
        ;numprocs=1                     ; how many processes
        ;numprocs_start=0               ; the number of the first
        ;directory=/srv/web             ; change to this directory
        ;umask=022                      ; file mode creation mask; supervisord's by default
        ;priority=999                   ; lower starts first and stops last
        ;autostart=true                 ; start it when supervisord starts
        ;autorestart=unexpected         ; start again after an exit: true, false, or unless the exit was expected
        ;exitcodes=0                    ; the exits that are expected, separated by commas
        ;startsecs=1                    ; a start has succeeded after so many seconds
        ;startretries=3                 ; how often a failed start is tried again
        ;stopsignal=TERM                ; asks it to stop
        ;stopwaitsecs=10                ; how long it may take before KILL
        ;stopasgroup=false              ; send that signal to its process group
        ;killasgroup=false              ; send KILL to its process group
        ;user=www-data                  ; run as this user
        ;redirect_stderr=false          ; write stderr where stdout goes
        ;stdout_logfile=AUTO            ; a path, NONE, or AUTO for a file that the next start removes
        ;stdout_logfile_maxbytes=50MB
        ;stdout_logfile_backups=10
        ;stdout_capture_maxbytes=0      ; how much to capture between markers, for event listeners
        ;stdout_events_enabled=false    ; make events of what it writes
        ;stdout_syslog=false            ; also to syslog
        ;stderr_logfile=AUTO            ; and so on for stderr
        ;stderr_logfile_maxbytes=50MB
        ;stderr_logfile_backups=10
        ;stderr_capture_maxbytes=0
        ;stderr_events_enabled=false
        ;stderr_syslog=false
        ;environment=A="1",B="2"        ; added to its environment
        ;serverurl=AUTO                 ; what SUPERVISOR_SERVER_URL says

        ; A program that hears what happens to the others. It has a program's keys too, except redirect_stderr.
        ;
        ;[eventlistener:watch]
        ;command=/usr/bin/watch-events
        ;events=PROCESS_STATE,TICK_60   ; EVENT is everything
        ;buffer_size=10                 ; how many events may wait for it
        ;priority=-1                    ; before the programs

        ; A FastCGI program: its processes share a socket, which is their descriptor 0. It has a program's keys too.
        ;
        ;[fcgi-program:app]
        ;command=/usr/bin/app
        ;socket=unix:///run/%(program_name)s.sock ; or tcp://localhost:9000
        ;socket_owner=www-data          ; the user of the program by default
        ;socket_mode=0700
        ;socket_backlog=1024            ; how many connections may wait

        ; Programs that are started, stopped and asked for together, as site:web.
        ;
        ;[group:site]
        ;programs=web,app
        ;priority=999

        ; More files, relative to this one. They can't include others.
        ;
        ;[include]
        ;files=conf.d/*.conf

        ; From here on Supervisor doesn't follow: a Celery application with a worker for each queue, and its beat.
        ;
        ;[celery]
        ;app=shop                       ; as in celery -A shop
        ;directory=/srv/shop
        ;bin=/srv/shop/venv/bin/celery
        ;
        ;[queue:mail]                   ; the worker workers:mail
        ;concurrency=4
        ;
        ;[beat]
        ;
        ;[group:workers]
        ;restart=rolling                ; one after the other
        """# + "\n"
}
