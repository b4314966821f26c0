// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// Runs a command and passes signals on to the process that the command's pidfile names: for daemons that leave their parent.
///
/// It ends with the command, or with the process of the pidfile where that outlives the command, as a daemon does: whatever loses its
/// parent becomes a child of this one (PR_SET_CHILD_SUBREAPER, prctl(2)), so its end is heard. Supervisor 4.3 (pidproxy.py) ends with the
/// command alone, up to five seconds later. It also ends by TERM, INT and QUIT once they are passed on; always with status 0. It has one
/// thread, and all that can happen is a signal, so it waits for signals and for nothing else.
@main
enum PidProxy {
    private static let forwarded = [SIGTERM, SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGQUIT]
    private static let final: Set<Int32> = [SIGTERM, SIGINT, SIGQUIT]

    /// As a shell does for a command that can't be run.
    private static let cannotRun: Int32 = 127

    static func main() {
        let words = CommandLine.arguments
        guard words.count > 2 else {
            print(usage(program: words.first ?? "pidproxy"))
            exit(1)
        }
        // Before there is a child whose end could be missed: where SIGCHLD is ignored, the kernel tells of none (wait(2)).
        Glibc.signal(SIGCHLD, SIG_DFL)
        var awaited = signalSet(forwarded + [SIGCHLD])
        sigprocmask(SIG_BLOCK, &awaited, nil)
        guard clinux_become_subreaper() == 0 else {
            complain("can't be told of a daemon's end: \(String(cString: strerror(errno)))")
            exit(cannotRun)
        }
        guard var child = ChildProcess.spawn(Array(words.dropFirst(2)), defaulting: awaited) else {
            complain("can't run \(words[2]): \(String(cString: strerror(errno)))")
            exit(cannotRun)
        }
        // Once the command has ended: how long a daemon that it left behind may take to write its pidfile.
        var grace: timespec?
        while true {
            let signal = wait(for: &awaited, at: grace)
            let isTimeUp = signal < 0 && errno == EAGAIN
            if signal > 0, signal != SIGCHLD, pass(signal, pidfile: words[1]), final.contains(signal) { exit(0) }
            switch child.reap() {
            case .command: continue
            case .nothing: exit(0)
            case .descendants:
                let isRunning = isRunning(words[1])
                if isTimeUp, !isRunning { exit(0) }
                grace = isRunning ? nil : timespec(tv_sec: 5, tv_nsec: 0)
            }
        }
    }

    /// The next signal, or -1 with EAGAIN where none comes in time.
    private static func wait(for signals: inout sigset_t, at limit: timespec?) -> Int32 {
        guard var limit else { return sigwaitinfo(&signals, nil) }
        return sigtimedwait(&signals, nil, &limit)
    }

    private static func isRunning(_ pidfile: String) -> Bool {
        guard let pid = readPID(pidfile) else { return false }
        return kill(pid, 0) == 0
    }

    /// False where the pidfile names no process.
    private static func pass(_ signal: Int32, pidfile: String) -> Bool {
        guard let pid = readPID(pidfile) else {
            complain("Can't read child pidfile \(pidfile)!")
            return false
        }
        if kill(pid, signal) != 0 { complain("can't signal process \(pid): \(String(cString: strerror(errno)))") }
        return true
    }

    private static func readPID(_ path: String) -> pid_t? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = fread(&bytes, 1, bytes.count, file)
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        // A group, or every process there is, is never what a pidfile means.
        guard let word = text.split(whereSeparator: \.isWhitespace).first, let pid = pid_t(word), pid > 0 else {
            return nil
        }
        return pid
    }

    private static func signalSet(_ signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }

    /// A supervisor's log is where this is read, so it goes where Supervisor's pidproxy writes it.
    private static func complain(_ message: String) {
        print(message)
        fflush(nil)
    }

    private static func usage(program: String) -> String {
        """
        pidproxy -- run command and proxy signals to it via its pidfile.

        This executable runs a command and then monitors a pidfile.  When this
        executable receives a signal, it sends the same signal to the pid
        in the pidfile.

        Usage: \(program) <pidfile name> <command> [<cmdarg1> ...]

        """
    }
}
