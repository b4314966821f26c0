// SPDX-License-Identifier: Apache-2.0

/// How much the main log says, from least to most (Supervisor 4.3 loggers.py).
public enum LogLevel: String, Hashable, Sendable, Codable, CaseIterable {
    case critical
    case error
    case warn
    case info
    case debug
    case trace
    case blather
}
