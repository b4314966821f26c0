// SPDX-License-Identifier: Apache-2.0

import CLinux
import FleetModel
import Glibc

/// The part of the hierarchy of control groups that is ours to use: one group of our own, and below it one for each launch that asks.
///
/// Ours is what the kernel lets us make below the group that we run in, unless systemd runs this machine and has not delegated that group
/// to us (`Delegate=yes`): systemd is then its only writer. No controller is switched on, so the supervisor itself may stay
/// where it is.
final class ControlGroups {
    private let root: ControlGroup
    private var made = 0

    /// nil where no groups are ours to make or to start processes in, which is no error: the way without them is taken then.
    init?(_ launcher: Launcher) {
        guard let parent = Self.ownDirectory(), Self.isDelegated(parent) else { return nil }
        Self.removeLeftovers(in: parent)
        do {
            root = try ControlGroup(path: "\(parent)/\(Self.prefix)\(getpid())")
        } catch {
            return nil
        }
        guard access("\(root.path)/cgroup.kill", W_OK) == 0, Self.letsLive(root, launcher) else {
            rmdir(root.path)
            return nil
        }
    }

    /// Whether a process that is born into a group stays alive: on some kernels it doesn't if the group that we run in ourselves was
    /// killed once, before our time (see ``ControlGroup``).
    private static func letsLive(_ group: ControlGroup, _ launcher: Launcher) -> Bool {
        guard let directory = try? group.open() else { return false }
        defer { close(directory) }
        return launcher.canBeBorn(in: directory)
    }

    /// A new group, for a process of this worker to be born in.
    func makeGroup(for worker: WorkerID) throws(SystemError) -> ControlGroup {
        made += 1
        return try ControlGroup(path: "\(root.path)/worker-\(worker.index)-\(made)")
    }

    /// Removes our own group and all below it; throws EBUSY while anything lives there.
    func removeAll() throws(SystemError) {
        try root.remove()
    }

    private static let prefix = "fleet-"

    /// Removes the empty groups of supervisors that ended without doing so.
    private static func removeLeftovers(in parent: String) {
        for name in (try? DirectoryListing.directories(in: parent)) ?? [] where name.hasPrefix(prefix) {
            guard let pid = Int32(name.dropFirst(prefix.count)), pid == getpid() || access("/proc/\(pid)", F_OK) != 0
            else { continue }
            // EBUSY: somebody still lives there. Left alone, as it would be without us.
            try? ControlGroup(existing: "\(parent)/\(name)").remove()
        }
    }

    /// The directory of the group that we run in; nil where no cgroup v2 hierarchy is mounted, or not the part with our group.
    private static func ownDirectory() -> String? {
        let own = lines(of: "/proc/self/cgroup").first { $0.hasPrefix("0::/") }?.dropFirst("0::".count)
        guard let own, !own.hasPrefix("/..") else { return nil }
        for line in lines(of: "/proc/self/mountinfo") {
            guard let mount = Mount(line), mount.type == "cgroup2" else { continue }
            let base = mount.root == "/" ? "" : mount.root
            guard own == base || own.hasPrefix("\(base)/") else { continue }
            let path = mount.point + own.dropFirst(base.count)
            return path.hasSuffix("/") ? String(path.dropLast()) : path
        }
        return nil
    }

    private static func isDelegated(_ directory: String) -> Bool {
        guard access("/run/systemd/system", F_OK) == 0 else { return true }
        return ["user.delegate", "trusted.delegate"].contains { name in
            var value: UInt8 = 0
            return getxattr(directory, name, &value, 1) == 1 && value == UInt8(ascii: "1")
        }
    }

    private static func lines(of path: String) -> [Substring] {
        guard let bytes = try? FileContents.read(path) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}

/// One line of /proc/self/mountinfo (proc(5)).
struct Mount {
    let root: String
    let point: String
    let type: String

    init?(_ line: Substring) {
        let fields = line.split(separator: " ")
        // Optional fields come before the dash, so the type is found behind it.
        guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 1 else { return nil }
        root = Self.unescaped(fields[3])
        point = Self.unescaped(fields[4])
        type = String(fields[dash + 1])
    }

    /// Blanks are written as `\040` and the like.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let code = UInt8(String(rest.prefix(3)) ?? "", radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
