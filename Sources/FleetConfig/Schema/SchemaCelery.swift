// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// The keys of `[celery]`, `[queue:x]` and `[beat]` beyond those of any program.
    static let celeryKeys: [Key] = [
        Key("app", in: [.celery, .queue, .beat], .text, "The Celery application, as in celery -A."),
        Key("bin", in: [.celery, .queue, .beat], .path, default: "celery", "The celery command; looked up on PATH."),
        Key("loglevel", in: [.celery, .queue, .beat], .text, default: "INFO", "How much Celery logs."),
        Key("celery", in: [.queue, .beat], .name, "Take the defaults from [celery:NAME]."),
        Key("queues", in: [.queue], .list, "The queues to work on; the default is the section's own name."),
        Key(
            "concurrency",
            in: [.celery, .queue],
            .positive,
            "Tasks at once in each process; the default is the number of processors."
        ),
        Key(
            "pool",
            in: [.celery, .queue],
            .text,
            default: "prefork",
            "Kind of pool: prefork, gevent, eventlet, threads or solo."
        ),
        Key("processes", in: [.queue], .count, default: "1", "How many worker processes (numprocs)."),
        Key(
            "nodename",
            in: [.celery, .queue],
            .text,
            "Celery's name of the worker; the default is the process name and @%%h."
        ),
        Key("worker_options", in: [.celery, .queue], .text, "Further arguments of celery worker."),
        Key("schedule", in: [.celery, .beat], .path, "File in which beat remembers what it has sent."),
        Key("beat_options", in: [.celery, .beat], .text, "Further arguments of celery beat."),
        Key(
            "group",
            in: [.celery, .queue, .beat],
            .name,
            "The group it belongs to; queues are in workers, a beat is in its own."
        ),
        Key(
            "broker",
            in: [.celery, .queue, .beat],
            .url,
            "Where the queues are: redis://, rediss://, amqp:// or filesystem:."
        ),
        Key("broker_api", in: [.celery, .queue, .beat], .url, "RabbitMQ's management API."),
        Key("broker_file", in: [.celery, .queue, .beat], .path, "File that holds the broker's URL."),
        Key("depth", in: [.celery, .queue], .boolean, later: true, "Whether the depth of the queue is watched."),
        Key("min_processes", in: [.celery, .queue], .count, later: true, "Scale down to so many processes."),
        Key("max_processes", in: [.celery, .queue], .positive, later: true, "Scale up to so many processes."),
        Key("target_latency", in: [.celery, .queue], .duration, later: true, "Scale so that no task waits longer."),
        Key("lease", in: [.celery, .beat], .text, later: true, "Run only on the host that holds this lease."),
    ]

    /// The keys of `[group:x]`; restart and width are among those of programs.
    static let groupKeys: [Key] = [
        Key("programs", in: [.group], .list, "The programs, queues and beats of the group."),
        Key("priority", in: [.group], .integer, default: "999", "Lower starts first and stops last."),
    ]
}
