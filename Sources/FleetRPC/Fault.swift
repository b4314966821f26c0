// SPDX-License-Identifier: Apache-2.0

/// Why a call failed, by Supervisor's numbers (Supervisor 4.3 xmlrpc.py, `Faults`).
public enum FaultCode: Int32, Hashable, Sendable, CaseIterable {
    case unknownMethod = 1
    case incorrectParameters = 2
    case badArguments = 3
    case signatureUnsupported = 4
    case shutdownState = 6
    case badName = 10
    case badSignal = 11
    case noFile = 20
    case notExecutable = 21
    case failed = 30
    case abnormalTermination = 40
    case spawnError = 50
    case alreadyStarted = 60
    case notRunning = 70
    case success = 80
    case alreadyAdded = 90
    case stillRunning = 91
    case cantReread = 92

    /// The name in Supervisor's words: `BAD_NAME`.
    public var name: String {
        switch self {
        case .unknownMethod: "UNKNOWN_METHOD"
        case .incorrectParameters: "INCORRECT_PARAMETERS"
        case .badArguments: "BAD_ARGUMENTS"
        case .signatureUnsupported: "SIGNATURE_UNSUPPORTED"
        case .shutdownState: "SHUTDOWN_STATE"
        case .badName: "BAD_NAME"
        case .badSignal: "BAD_SIGNAL"
        case .noFile: "NO_FILE"
        case .notExecutable: "NOT_EXECUTABLE"
        case .failed: "FAILED"
        case .abnormalTermination: "ABNORMAL_TERMINATION"
        case .spawnError: "SPAWN_ERROR"
        case .alreadyStarted: "ALREADY_STARTED"
        case .notRunning: "NOT_RUNNING"
        case .success: "SUCCESS"
        case .alreadyAdded: "ALREADY_ADDED"
        case .stillRunning: "STILL_RUNNING"
        case .cantReread: "CANT_REREAD"
        }
    }
}

/// The answer to a call that failed.
public struct Fault: Error, Hashable, Sendable {
    /// Supervisor's numbers; others may come from other servers.
    public var code: Int32
    public var message: String

    public init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// Supervisor's form: `BAD_NAME: web`, or the name alone.
    public init(_ code: FaultCode, _ extra: String? = nil) {
        self.init(code: code.rawValue, message: extra.map { "\(code.name): \($0)" } ?? code.name)
    }
}
