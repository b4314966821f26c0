// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The listening sockets of FastCGI programs, each shared by all workers with the same address, whatever their group.
///
/// A socket is made when the first worker is launched that needs it. It is held by the workers that were launched with it, until they are
/// retired or stand down, and by their processes until they are reaped; with the last of them it is closed, and its file removed. So a
/// worker that is started again finds it open, and no connection is refused meanwhile. Supervisor 4.3 (socket_manager.py) closes it
/// whenever no process is left, and has none for members of a `[group:x]`.
final class SharedSockets {
    private struct Entry {
        var socket: SharedSocket
        var workers: Set<WorkerID> = []
        var processes: Set<PID> = []
    }

    /// By their addresses.
    private var entries: [String: Entry] = [:]
    private var workers: [WorkerID: String] = [:]
    private var processes: [PID: String] = [:]

    /// The socket that `plan` describes, made if it isn't there; from now on this worker holds it, and no other.
    ///
    /// A plan that only has another mode, owner or backlog changes the socket of that address. Throws what the kernel refuses.
    func hold(_ plan: SocketPlan?, by worker: WorkerID) throws(SystemError) -> Int32? {
        let key = plan?.address.url
        if workers[worker] != key { release(worker) }
        guard let plan, let key else { return nil }
        var entry = try entry(plan, key)
        entry.workers.insert(worker)
        entries[key] = entry
        workers[worker] = key
        return entry.socket.descriptor
    }

    /// A process was launched with the socket that its worker holds, if any.
    func launched(_ pid: PID, of worker: WorkerID) {
        guard let key = workers[worker] else { return }
        processes[pid] = key
        entries[key]?.processes.insert(pid)
    }

    /// A process has been reaped.
    func ended(_ pid: PID) {
        guard let key = processes.removeValue(forKey: pid) else { return }
        entries[key]?.processes.remove(pid)
        closeIfUnused(key)
    }

    /// This worker needs its socket no longer.
    func release(_ worker: WorkerID) {
        guard let key = workers.removeValue(forKey: worker) else { return }
        entries[key]?.workers.remove(worker)
        closeIfUnused(key)
    }

    /// Closes all.
    func close() {
        for entry in entries.values { entry.socket.close() }
        entries = [:]
        workers = [:]
        processes = [:]
    }

    private func entry(_ plan: SocketPlan, _ key: String) throws(SystemError) -> Entry {
        guard var entry = entries[key] else { return Entry(socket: try SharedSocket(plan)) }
        guard entry.socket.isInPlace else {
            // Somebody deleted its file: who holds it keeps it, and from now on there is one that can be found.
            let fresh = try SharedSocket(plan)
            entry.socket.close()
            entry.socket = fresh
            return entry
        }
        try entry.socket.change(to: plan)
        return entry
    }

    private func closeIfUnused(_ key: String) {
        guard let entry = entries[key], entry.workers.isEmpty, entry.processes.isEmpty else { return }
        entry.socket.close()
        entries[key] = nil
    }
}
