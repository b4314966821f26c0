// SPDX-License-Identifier: Apache-2.0

/// What becomes of a call, for the server that received it.
public enum RPCAnswer: Hashable, Sendable {
    /// A result or a fault: HTTP 200, `text/xml`.
    case document([UInt8])
    /// The body is no call: HTTP 400. For the log, why.
    case badRequest(String)
    /// The call went wrong in a way that no fault tells: HTTP 500. For the log, why.
    case failed(String)
}
