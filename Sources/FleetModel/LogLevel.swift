// SPDX-License-Identifier: Apache-2.0

/// How much the main log says, from least to most (Supervisor 4.3 loggers.py).
public enum LogLevel: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case critical
    case error
    case warn
    case info
    case debug
    case trace
    case blather

    /// The four letters that stand in the main log.
    public var label: String {
        switch self {
        case .critical: "CRIT"
        case .error: "ERRO"
        case .warn: "WARN"
        case .info: "INFO"
        case .debug: "DEBG"
        case .trace: "TRAC"
        case .blather: "BLAT"
        }
    }

    /// A level is less than another one that says more.
    public static func < (left: Self, right: Self) -> Bool {
        left.verbosity < right.verbosity
    }

    private var verbosity: Int {
        switch self {
        case .critical: 0
        case .error: 1
        case .warn: 2
        case .info: 3
        case .debug: 4
        case .trace: 5
        case .blather: 6
        }
    }
}
