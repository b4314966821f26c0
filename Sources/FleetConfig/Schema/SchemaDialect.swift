// SPDX-License-Identifier: Apache-2.0

import FleetModel

extension Schema {
    /// The keys of a program that Supervisor doesn't have.
    static let dialectKeys: [Key] =
        [
            Key(
                "stop_sequence",
                in: .programs,
                .stopSequence,
                "How to stop it, step by step; instead of stopsignal and stopwaitsecs. KILL is always the last step."
            ),
            Key(
                "kill_tree",
                in: .programs,
                .boolean,
                "After any death, and on KILL, let nothing of its descendants survive; default true for queue and beat."
            ),
            Key(
                "restart_delay",
                in: .programs,
                .duration,
                "First wait after a failed start; doubled after each further one."
            ),
            Key("restart_delay_max", in: .programs, .duration, "Longest wait after a failed start."),
            Key("restart_jitter", in: .programs, .fraction, "By which fraction such a wait may vary either way."),
            Key(
                "restart_reset",
                in: .programs,
                .duration,
                "How long it must be RUNNING until its failures are forgotten."
            ),
            Key("restart_limit", in: .programs, .restartLimit, "This many deaths in so many seconds make it FATAL."),
            Key(
                "fatal_exitcodes",
                in: .programs,
                .fatalExits,
                "Exits after which another start is useless: FATAL at once."
            ),
            Key("fatal_retry", in: .programs, .duration, "Give a FATAL program one more start after this long."),
            Key(
                "environment_file",
                in: .programs,
                .path,
                "File of KEY=VALUE lines, read at each start and never expanded."
            ),
            Key(
                "restart",
                in: .programs + [.group],
                .strategy,
                default: "together",
                "How a restart of the group goes about it."
            ),
            Key(
                "width",
                in: .programs + [.group],
                .positive,
                default: "1",
                "How many at once in a rolling or surge restart."
            ),
            Key("nice", in: .programs, .niceness, "Scheduling priority, relative to supervisord's own."),
            Key("oom_score_adj", in: .programs, .oomScore, "How likely the kernel kills it when memory runs out."),
            Key(
                "no_new_privileges",
                in: .programs,
                .boolean,
                default: "false",
                "It can't gain privileges, as by set-user-ID."
            ),
        ] + limitKeys + laterKeys

    private static let limitKeys = LimitedResource.allCases.map {
        Key("limit_\($0.rawValue)", in: .programs, .limit, "Resource limit RLIMIT_\($0.rawValue.uppercased()).")
    }

    private static let laterKeys: [Key] = [
        Key("ready", in: .programs, .ready, default: "none", later: true, "How to know that it is ready for work."),
        Key("ready_timeout", in: .programs, .duration, later: true, "Not ready after this long is a failed start."),
        Key("depends_on", in: .programs, .dependencies, later: true, "Start after these, stop before them."),
        Key("memory_max", in: .programs, .limit, later: true, "Memory of all its processes, at most (cgroup v2)."),
        Key("memory_high", in: .programs, .limit, later: true, "Memory above which it is slowed down (cgroup v2)."),
        Key("cpu_max", in: .programs, .cpu, later: true, "Processors it may use, at most (cgroup v2)."),
        Key(
            "cpu_weight",
            in: .programs,
            .positive,
            later: true,
            "Its share of the processors, 1 to 10000 (cgroup v2)."
        ),
        Key("pids_max", in: .programs, .limit, later: true, "How many processes it may have (cgroup v2)."),
        Key("memory_recycle", in: .programs, .bytes, later: true, "Restart it when its memory grows beyond this."),
        Key("max_age", in: .programs, .duration, later: true, "Restart it after this long."),
        Key("max_age_jitter", in: .programs, .duration, later: true, "By how much that time may vary."),
    ]
}
