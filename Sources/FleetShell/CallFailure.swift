// SPDX-License-Identifier: Apache-2.0

import FleetModel
import FleetRPC
import Glibc

/// Why a call of the server came to nothing.
enum CallFailure: Error, Hashable {
    /// The server says so.
    case fault(Fault)
    /// An HTTP status other than 200.
    case http(status: Int, reason: String)
    /// No connection, or none any more.
    case system(SystemError)
    /// Anything else that ends a command, by the name that the error has in Python.
    case other(type: String, message: String)
    /// By Ctrl-C.
    case interrupted

    static let endOfInput = CallFailure.other(type: "EOFError", message: "EOF when reading a line")

    /// As Supervisor's client prints it behind `error: `, without the place in its own code (Supervisor 4.3 supervisorctl.py,
    /// `Controller.onecmd`).
    var text: String { "\(type), \(message)" }

    /// The class that the error has in Python.
    var type: String {
        switch self {
        case .fault: "<class 'xmlrpc.client.Fault'>"
        case .http: "<class 'xmlrpc.client.ProtocolError'>"
        case .system(let error): "<class '\(error.pythonType)'>"
        case .other(let type, _): "<class '\(type)'>"
        case .interrupted: "<class 'KeyboardInterrupt'>"
        }
    }

    /// What Python's `str` makes of it.
    var message: String {
        switch self {
        case .fault(let fault): fault.pythonText
        case .http(let status, let reason): "<ProtocolError for 127.0.0.1/RPC2: \(status) \(reason)>"
        case .system(let error): error.pythonText
        case .other(_, let message): message
        case .interrupted: ""
        }
    }
}

extension Fault {
    /// As Python's `str` shows it.
    var pythonText: String { "<Fault \(code): \(message.pythonQuoted)>" }

    /// Whether it is this one of Supervisor's faults.
    func isCode(_ code: FaultCode) -> Bool { self.code == code.rawValue }
}

extension SystemError {
    /// The class that Python gives the error (PEP 3151).
    fileprivate var pythonType: String {
        if call == "getaddrinfo" { return "socket.gaierror" }
        return switch errno {
        case ENOENT: "FileNotFoundError"
        case ECONNREFUSED: "ConnectionRefusedError"
        case EACCES, EPERM: "PermissionError"
        case EPIPE, ESHUTDOWN: "BrokenPipeError"
        case ECONNRESET: "ConnectionResetError"
        case ECONNABORTED: "ConnectionAbortedError"
        case ETIMEDOUT: "TimeoutError"
        case ENOTDIR: "NotADirectoryError"
        default: "OSError"
        }
    }

    fileprivate var pythonText: String {
        call == "getaddrinfo"
            ? "[Errno -2] Name or service not known" : "[Errno \(errno)] \(String(cString: strerror(errno)))"
    }
}
