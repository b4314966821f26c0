// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Glibc

/// A daemon in small: the parts joined as in the real one, and a record of what they say.
final class Bench {
    struct Impatience: Error {
        let waitedFor: String
    }

    let reactor: Reactor
    let processes: Processes
    let news = News()
    private let signals: Signals
    private var complaints: [String] = []

    /// What was heard so far.
    final class News {
        var exits: [PID: Exit] = [:]
        var swept: Set<WorkerID> = []
        var refused: [Int32] = []
        var troubles: [SystemError] = []
    }

    init(keepingTrees keeping: Processes.TreeKeeping) throws {
        let reactor = try Reactor()
        let news = news
        let processes = try Processes(
            reactor: reactor,
            keepingTrees: keeping,
            report: { news.troubles.append($0) },
            news: { event in
                switch event {
                case .exited(_, let pid, let exit): news.exits[pid] = exit
                case .swept(let worker): news.swept.insert(worker)
                case .signalFailed(_, _, let code): news.refused.append(code)
                case .launched, .launchFailed, .asked: break
                }
            }
        )
        self.reactor = reactor
        self.processes = processes
        signals = try Signals([.child], reactor: reactor) { _ in processes.childEnded() }
    }

    /// Launches and throws its output away.
    func launch(
        _ worker: Int,
        _ command: String,
        killTree: Bool = false,
        _ change: (inout LaunchPlan) -> Void = { _ in }
    ) throws(LaunchFailure) -> PID {
        let process = try launchListening(worker, command, killTree: killTree, change)
        close(process.stdout)
        if let stderr = process.stderr { close(stderr) }
        return process.pid
    }

    /// Launches and leaves the output to the caller.
    func launchListening(
        _ worker: Int,
        _ command: String,
        killTree: Bool = false,
        _ change: (inout LaunchPlan) -> Void = { _ in }
    ) throws(LaunchFailure) -> LaunchedProcess {
        let name = WorkerName(group: "g", process: "p\(worker)")
        var plan = WorkerPlan(name: name, section: "program:p", launch: LaunchPlan(command: command))
        plan.policy.killTree = killTree
        change(&plan.launch)
        return try processes.launch(plan, as: WorkerID(worker))
    }

    /// Turns until `condition` holds; throws after `patience`.
    func turn(until what: String, within patience: Duration = .seconds(30), _ condition: () -> Bool) throws {
        let deadline = Clock.now + patience
        while !condition() {
            guard Clock.now < deadline else { throw Impatience(waitedFor: "\(what); troubles: \(news.troubles)") }
            try reactor.turn(until: deadline)
        }
    }

    func expect(_ condition: Bool, _ promise: @autoclosure () -> String) {
        if !condition { complaints.append(promise()) }
    }

    /// Ends the program, with all complaints.
    func finish() -> Never {
        processes.end()
        for trouble in news.troubles { complaints.append("trouble: \(trouble.words)") }
        for complaint in complaints { print("WRONG: \(complaint)") }
        exit(complaints.isEmpty ? 0 : 1)
    }
}

/// The open descriptors of this process, but for the one that looks.
func openDescriptors() -> Int {
    names(in: "/proc/self/fd").count - 1
}

/// The children of this process, dead ones too.
func ownChildren() -> [String] {
    names(in: "/proc/self/task").flatMap { thread in
        text(of: "/proc/self/task/\(thread)/children").split(separator: " ").map(String.init)
    }
}

func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names
}

func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    return text(from: descriptor)
}

/// All that a descriptor gives until its end, waiting for it.
func text(from descriptor: Int32) -> String {
    _ = fcntl(descriptor, F_SETFL, 0)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += chunk[..<count]
    }
}

/// How many processes on this machine belong to a user.
func processCount(ofUser uid: uid_t) -> Int {
    names(in: "/proc").count { name in
        var status = stat()
        return Int32(name) != nil && stat("/proc/\(name)", &status) == 0 && status.st_uid == uid
    }
}
