// SPDX-License-Identifier: Apache-2.0

/// What the value of a key looks like.
public enum ValueType: Hashable, Sendable {
    case text
    case command
    case boolean
    case integer
    case count
    case positive
    case bytes
    case octal
    case duration
    case fraction
    case signal
    case exitCodes
    case fatalExits
    case autorestart
    case retries
    case restartLimit
    case limit
    case niceness
    case oomScore
    case stopSequence
    case strategy
    case logFormat
    case logLevel
    case list
    case environment
    case user
    case userAndGroup
    case path
    case directory
    case logFile
    case address
    case url
    case name
    case ready
    case dependencies
    case cpu

    /// For a person, after the name of the key.
    public var phrase: String {
        switch self {
        case .text: "text"
        case .command: "command line"
        case .boolean: "true or false"
        case .integer: "whole number"
        case .count: "whole number, not negative"
        case .positive: "whole number, at least 1"
        case .bytes: "bytes, or a number with KB, MB or GB"
        case .octal: "octal number"
        case .duration: "seconds, or a number with s, m, h or d"
        case .fraction: "number from 0 to 1"
        case .signal: "signal, such as TERM"
        case .exitCodes: "exit codes between commas"
        case .fatalExits: "exit codes between commas, 2x3 meaning three times in a row"
        case .autorestart: "true, false or unexpected"
        case .retries: "whole number, or infinite"
        case .restartLimit: "deaths/seconds, such as 5/60"
        case .limit: "number, bytes with KB, MB or GB, or unlimited"
        case .niceness: "-20 to 19"
        case .oomScore: "-1000 to 1000"
        case .stopSequence: "signals with seconds, such as TERM:60, QUIT:10, KILL tree"
        case .strategy: "together, rolling or surge"
        case .logFormat: "raw, timestamp or json"
        case .logLevel: "critical, error, warn, info, debug, trace or blather"
        case .list: "names between commas"
        case .environment: "KEY=\"value\" pairs between commas"
        case .user: "user name or number"
        case .userAndGroup: "user or user:group"
        case .path: "path"
        case .directory: "existing directory"
        case .logFile: "path, AUTO, NONE or journal"
        case .address: "port or host:port"
        case .url: "URL"
        case .name: "name"
        case .ready: "none, notify, log:REGEX, exec:COMMAND, tcp:HOST:PORT, http:URL or file:PATH"
        case .dependencies: "names between commas, each with :started, :ready or :exited after it if need be"
        case .cpu: "processors, such as 1.5, or a percentage"
        }
    }
}
