// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Answers a document of XML-RPC with another one.
typealias CallAnswer = @Sendable (_ document: [UInt8], _ origin: Origin) async -> RPCAnswer

/// What became of a call.
enum RPCAnswer: Sendable {
    case document([UInt8])
    case badRequest
    case failed
}
