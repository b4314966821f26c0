// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Glibc

extension Torture {
    /// The command returns when the daemon is ready, or with the status of its failure.
    static func daemon(_ bench: Bench) throws {
        let program = CommandLine.arguments[0]
        for (part, status) in [("detach-fail", Exit.code(7)), ("detach-die", .code(128 + SIGKILL))] {
            let pid = try bench.launch(0, "\(program) \(part)")
            try bench.turn(until: "the command's end") { bench.news.exits[pid] != nil }
            bench.expect(bench.news.exits[pid] == status, "\(part): \(bench.news.exits[pid] as Any)")
        }
        let pidfile = "/tmp/fleet-torture-\(getpid()).pid"
        defer { unlink(pidfile) }
        let command = try bench.launch(0, "\(program) detach-ready") {
            $0.environment = [EnvironmentVariable("PIDFILE", pidfile)]
        }
        try bench.turn(until: "the command's end") { bench.news.exits[command] != nil }
        bench.expect(bench.news.exits[command] == .code(0), "the command: \(bench.news.exits[command] as Any)")
        let contents = text(of: pidfile)
        guard contents.last == "\n", let pid = Int32(contents.dropLast()) else {
            return bench.expect(false, "the pidfile says \(contents)")
        }
        bench.expect(getsid(pid) == pid, "the daemon has no session of its own")
        bench.expect(text(of: "/proc/\(pid)/status").contains("Umask:\t0027\n"), "the daemon's umask is wrong")
        bench.expect(link(at: "/proc/\(pid)/cwd") == "/", "the daemon is in \(link(at: "/proc/\(pid)/cwd"))")
        for descriptor in 0...2 {
            let target = link(at: "/proc/\(pid)/fd/\(descriptor)")
            bench.expect(target == "/dev/null", "the daemon's descriptor \(descriptor) is \(target)")
        }
        kill(pid, SIGKILL)
        try bench.turn(until: "the daemon's end") { ownChildren().isEmpty }
    }

    static func detachReady(_ bench: Bench) throws {
        let daemonizer = try Daemonizer.detach(directory: "/", umask: 0o027)
        guard let path = getenv("PIDFILE") else { exit(3) }
        _ = try PIDFile(writingTo: String(cString: path))
        try daemonizer.ready()
        try bench.reactor.turn(until: nil)
    }

    /// What we say to systemd, and what it hands us.
    static func systemd(_ bench: Bench) throws {
        let path = "/tmp/fleet-torture-\(getpid()).notify"
        let manager = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { unlink(path) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(manager, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        bench.expect(status == 0, "no socket at \(path)")
        try SystemdNotifier().ping()
        setenv("NOTIFY_SOCKET", path, 1)
        setenv("WATCHDOG_USEC", "3000000", 1)
        let notifier = SystemdNotifier()
        bench.expect(notifier.watchdogInterval == .seconds(3), "watchdog: \(notifier.watchdogInterval as Any)")
        try notifier.ready(status: "3 running\nREADY=0")
        try notifier.ping()
        try notifier.stopping(status: "draining")
        let expected = ["READY=1\nSTATUS=3 running READY=0", "WATCHDOG=1", "STOPPING=1\nSTATUS=draining"]
        for message in expected {
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(manager, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            let heard = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            bench.expect(heard == message, "systemd heard \(heard), not \(message)")
        }

        let script = "LISTEN_FDS=2 LISTEN_PID=$$ LISTEN_FDNAMES=web:web exec \(CommandLine.arguments[0]) adopt"
        let process = try bench.launchListening(0, "sh -c '\(script) 3</dev/null 4</dev/zero'")
        let output = text(from: process.stdout)
        bench.expect(output == "[\"web\": [3, 4]] [:]\n", "adopted: \(output)")
        try bench.turn(until: "its exit") { bench.news.exits[process.pid] != nil }
    }

    static func adopt(_ bench: Bench) throws {
        let first = try InheritedDescriptors.adopt(), second = try InheritedDescriptors.adopt()
        print(first, second)
        for descriptor in first.values.joined() {
            bench.expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0, "descriptor \(descriptor) would leak")
        }
    }

    /// Limits and privileges of the supervisor itself.
    static func privileges(_ bench: Bench) throws {
        // What root made, nobody can't remove.
        bench.processes.end()
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = 64
        limit.rlim_max = 512
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        try Privileges.drop(to: Account(name: "nobody", uid: 65_534, gid: 65_534))
        let status = text(of: "/proc/self/status")
        for line in ["Uid:\t65534\t65534\t65534\t65534\n", "Gid:\t65534\t65534\t65534\t65534\n", "Groups:\t65534 \n"] {
            bench.expect(status.contains(line), "\(line) is not in \(status)")
        }
        do {
            try Privileges.drop(to: Account(name: "daemon", uid: 1, gid: 1))
            bench.expect(false, "nobody became daemon")
        } catch {
            bench.expect(error == SystemError("setgroups", errno: EPERM, subject: "daemon"), "\(error)")
        }

        try ProcessLimits.raise(descriptors: 256, processes: 1)
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        bench.expect(limit.rlim_cur == 256, "the limit is \(limit.rlim_cur)")
        do {
            try ProcessLimits.raise(descriptors: 1_024, processes: 1)
            bench.expect(false, "a hard limit was raised by nobody")
        } catch {
            bench.expect(error == LimitShortfall(key: "minfds", demanded: 1_024, allowed: 512), "\(error)")
        }
    }

    private static func link(at path: String) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
