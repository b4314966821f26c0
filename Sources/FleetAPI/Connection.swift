// SPDX-License-Identifier: Apache-2.0

import FleetModel
import NIOCore

/// One client's connection: who it is, and when its streams have to end.
final class Connection: Sendable {
    let origin: Origin
    private let channel: any Channel
    /// Kept when the client goes away, or when the server wants to stop.
    private let ending: EventLoopPromise<Void>

    init(channel: any Channel, origin: Origin) {
        self.channel = channel
        self.origin = origin
        self.ending = channel.eventLoop.makePromise()
        channel.closeFuture.cascade(to: ending)
    }

    var id: ObjectIdentifier { ObjectIdentifier(channel) }

    /// Finishes when streams to this client have to end.
    var endings: AsyncStream<Void> {
        AsyncStream { continuation in
            ending.futureResult.whenComplete { _ in continuation.finish() }
        }
    }

    /// Ends the streams, and closes when the answer that is being written is out, or at once where there is none.
    func end() {
        ending.succeed()
        closeAfterAnswer()
    }

    /// Takes no further request on this connection.
    func closeAfterAnswer() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    /// Closes without regard for what is being written.
    func cut() {
        channel.close(promise: nil)
    }
}
