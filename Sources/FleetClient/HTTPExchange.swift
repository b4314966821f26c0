// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Synchronization

/// One request and its response, on a connection of their own.
///
/// Only what is asked for is read, so a slow consumer makes the server wait and not this program grow.
final class HTTPExchange: Sendable {
    enum Failure: Error, Hashable, Sendable {
        case system(SystemError)
        case response(HTTPResponseParser.Fault)
    }

    private struct State {
        var parser = HTTPResponseParser()
        /// Body that came with the head.
        var waiting: [UInt8] = []
    }

    private static let pieceSize = 64 << 10

    private let socket: Socket
    private let state = Mutex(State())

    private init(_ socket: Socket) {
        self.socket = socket
    }

    /// Connects and sends the bytes of the request.
    static func open(_ address: ServerAddress, request: [UInt8]) async throws(Failure) -> HTTPExchange {
        try await BlockingWork.run { () throws(SystemError) in
            let socket = try Socket.connect(to: address)
            try socket.write(request)
            return HTTPExchange(socket)
        }.mapError(Failure.system).get()
    }

    func head() async throws(Failure) -> HTTPResponseParser.Head {
        try await read { state in state.parser.head }
    }

    /// The next bytes of the body; nil at its end.
    func next() async throws(Failure) -> [UInt8]? {
        try await read { state -> [UInt8]?? in
            if !state.waiting.isEmpty {
                defer { state.waiting = [] }
                return .some(state.waiting)
            }
            return state.parser.isComplete ? .some(nil) : nil
        }
    }

    /// Reads until `result` has one; a task that is cancelled meanwhile finds the connection closed.
    private func read<Value: Sendable>(
        until result: @escaping @Sendable (inout State) -> Value?
    ) async throws(Failure) -> Value {
        let outcome = await withTaskCancellationHandler {
            await BlockingWork.run { [self] () throws(Failure) in
                while true {
                    if let value = state.withLock({ result(&$0) }) { return value }
                    try readPiece()
                }
            }
        } onCancel: {
            socket.hangUp()
        }
        return try outcome.get()
    }

    private func readPiece() throws(Failure) {
        let bytes: [UInt8]
        do {
            bytes = try socket.read(upTo: Self.pieceSize)
        } catch {
            throw .system(error)
        }
        do {
            try state.withLock { state throws(HTTPResponseParser.Fault) in
                if bytes.isEmpty {
                    try state.parser.end()
                } else {
                    state.waiting += try state.parser.take(bytes)
                }
            }
        } catch {
            throw .response(error)
        }
    }
}
