// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What `[queue:x]` and `[beat]` take for granted where nobody says otherwise.
///
/// TERM to the main process alone is the one stop that loses no task on any broker; QUIT afterwards requeues what still
/// runs, but on a prefork pool only.
enum RoleDefaults {
    /// Defaults that a file could have written.
    static func entries(of kind: SectionKind) -> [Document.Entry] {
        let common = ["autorestart": "true", "startsecs": "5", "kill_tree": "true", "redirect_stderr": "true"]
        let own: [String: String]
        switch kind {
        // Import and usage errors exit 2 and go on doing so; once may be a deploy in progress.
        case .queue: own = ["priority": "200", "fatal_exitcodes": "2x2"]
        // 73 is a pidfile of somebody else.
        case .beat: own = ["priority": "300", "fatal_exitcodes": "2, 73"]
        case .supervisord, .unixServer, .inetServer, .supervisorctl, .include, .program, .group, .celery,
            .eventListener,
            .fastCGI, .rpcInterface, .clientPlugin:
            return []
        }
        return common.merging(own) { $1 }.map { Document.Entry(key: $0.key, text: $0.value) }
    }

    /// How long the first rung waits.
    static func patience(of kind: SectionKind) -> Duration { .seconds(kind == .beat ? 15 : 60) }

    /// The polite signals; QUIT only where the command plainly runs a prefork pool.
    static func rungs(of kind: SectionKind, _ celery: CeleryCommand?) -> [StopLadder.Rung] {
        let first = StopLadder.Rung(.terminate, .main, patience: patience(of: kind))
        guard kind == .queue, celery?.isPrefork == true else { return [first] }
        return [first, StopLadder.Rung(.quit, .main, patience: .seconds(10))]
    }
}
