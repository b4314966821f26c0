// SPDX-License-Identifier: Apache-2.0

/// What the processes of the fleet use of the machine: an event of `GET /v1/usage`.
public struct UsageDocument: Hashable, Sendable, Codable {
    /// One worker's main process and all its descendants.
    public struct Process: Hashable, Sendable, Codable {
        /// The full name.
        public var name: String
        /// Resident memory of the whole tree, in bytes; pages that its processes share count once for each (proc(5), statm).
        public var memoryBytes: UInt64
        /// CPU time used since the sample before, in per cent of one CPU; absent in the first sample of a process.
        public var cpuPercent: Double?
        /// How many processes the tree has.
        public var processes: Int

        public init(name: String, memoryBytes: UInt64, cpuPercent: Double?, processes: Int) {
            self.name = name
            self.memoryBytes = memoryBytes
            self.cpuPercent = cpuPercent
            self.processes = processes
        }
    }

    public var time: Double
    /// By name; workers without a process are absent.
    public var processes: [Process]

    public init(time: Double, processes: [Process]) {
        self.time = time
        self.processes = processes
    }
}
