// SPDX-License-Identifier: Apache-2.0

/// The slot of one worker in a running fleet.
///
/// A number is used again only after its last holder has been retired, so it never names two workers at once.
public struct WorkerID: Hashable, Comparable, Sendable, Codable {
    /// The position in the fleet's table of workers, from 0.
    public var index: Int

    public init(_ index: Int) {
        self.index = index
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.index < right.index
    }
}

/// What people call a worker: its group and its name inside the group.
public struct WorkerName: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var group: String
    public var process: String

    public init(group: String, process: String) {
        self.group = group
        self.process = process
    }

    /// `group:process`, or just the name where the two are equal (Supervisor 4.3 options.py, `make_namespec`).
    public var description: String {
        group == process ? process : "\(group):\(process)"
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.group, left.process) < (right.group, right.process)
    }
}

/// A process number, as kill(2) takes it.
public struct PID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var rawValue: Int32

    public init(_ rawValue: Int32) {
        self.rawValue = rawValue
    }

    public var description: String { String(rawValue) }

    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The number of an order.
///
/// Numbers count up from 1 and are never used again.
public struct Ticket: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var number: UInt64

    public init(_ number: UInt64) {
        self.number = number
    }

    public var description: String { String(number) }

    public static func < (left: Self, right: Self) -> Bool {
        left.number < right.number
    }
}

/// One of the two streams of output of a worker.
public enum OutputChannel: String, Hashable, Sendable, Codable, CaseIterable {
    case stdout
    case stderr
}
