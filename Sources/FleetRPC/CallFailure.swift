// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Why a method has no result.
enum CallFailure: Error, Hashable {
    case fault(Fault)
    /// What makes Supervisor raise an error that it didn't foresee, such as a number for a name: HTTP 500.
    case error(String)
    /// A parameter can't be decoded: HTTP 400.
    case malformed(String)

    static func fault(_ code: FaultCode, _ extra: String? = nil) -> CallFailure {
        .fault(Fault(code, extra))
    }

    /// The struct's two members where the call is one of several: there, every error is a fault (Supervisor 4.3 xmlrpc.py,
    /// `multicall`).
    var asFault: Fault {
        switch self {
        case .fault(let fault): fault
        case .error(let why), .malformed(let why): Fault(.failed, why)
        }
    }
}

extension Fault {
    /// The fault for a refusal; `name` is what the client called the thing.
    init(_ refusal: Refusal, about name: String?) {
        switch refusal {
        case .noSuchProcess(let text, _), .noSuchGroup(let text): self.init(.badName, name ?? text)
        case .groupExists(let group): self.init(.alreadyAdded, name ?? group)
        case .groupRunning(let group): self.init(.stillRunning, name ?? group)
        case .notRunning(let text): self.init(.notRunning, name ?? text)
        case .inputRefused(let text, _): self.init(.noFile, name ?? text)
        case .noSuchOrder, .orderEnded: self.init(.failed, "the order is gone")
        case .shuttingDown: self.init(.shutdownState)
        case .busy: self.init(.failed, "too many requests are waiting: try again")
        case .invalidConfiguration(let diagnostics): self.init(.cantReread, diagnostics.inOneLine)
        case .notPermitted(let why): self.init(.failed, why)
        case .badRequest: self.init(.badArguments)
        case .noLog: self.init(.noFile)
        }
    }
}

extension [Diagnostic] {
    /// What keeps the configuration from being used, in the one line that a fault has: `fleet.conf:12:1: message; ...`.
    fileprivate var inOneLine: String {
        let errors = filter { $0.severity == .error }
        return (errors.isEmpty ? self : errors).map { finding in
            let place = finding.location.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
            return place + finding.message.split(whereSeparator: \.isNewline).joined(separator: " ")
        }
        .joined(separator: "; ")
    }
}
