// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Runs a command and passes signals on to the process that the command's pidfile names: for daemons that leave their parent.
///
/// It ends with the command, or by TERM, INT and QUIT once they are passed on, always with status 0 (Supervisor 4.3 pidproxy.py). It has
/// one thread, and all that can happen is a signal, the end of the child included, so it waits for signals and for nothing else.
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
        guard let child = ChildProcess.spawn(Array(words.dropFirst(2)), defaulting: awaited) else {
            complain("can't run \(words[2]): \(String(cString: strerror(errno)))")
            exit(cannotRun)
        }
        while true {
            let signal = sigwaitinfo(&awaited, nil)
            if signal == SIGCHLD {
                if child.hasEnded { exit(0) }
            } else if signal > 0, pass(signal, pidfile: words[1]), final.contains(signal) {
                exit(0)
            }
        }
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
