// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// One socket that is being answered, until it is stopped.
public final class ServedSocket: Sendable {
    private let channel: any Channel
    private let connections: ConnectionTable
    private let grace: Duration

    init(channel: any Channel, connections: ConnectionTable, grace: Duration) {
        self.channel = channel
        self.connections = connections
        self.grace = grace
    }

    /// Connections that are open right now.
    public var connectionCount: Int { connections.count }

    /// Closes the socket, ends every stream, lets answers that are being written go out, and returns when nothing is left.
    ///
    /// What is still open after the grace of ``ServerLimits/grace`` is cut off.
    public func stop() async {
        await withCheckedContinuation { done in
            channel.close().whenComplete { _ in done.resume() }
        }
        let open = connections.close()
        for connection in open { connection.end() }
        let cutOff = channel.eventLoop.scheduleTask(in: TimeAmount(grace)) {
            for connection in open { connection.cut() }
        }
        for connection in open { await connection.closed() }
        cutOff.cancel()
    }
}
