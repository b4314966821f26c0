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
    /// What is still open after the grace of ``ServerLimits/grace`` is cut off; a request that the port doesn't answer even then is
    /// abandoned after as long again.
    public func stop() async {
        await withCheckedContinuation { done in
            channel.close().whenComplete { _ in done.resume() }
        }
        let open = connections.close()
        for connection in open { connection.end() }
        let loop = channel.eventLoop
        let cutOff = loop.scheduleTask(in: TimeAmount(grace)) {
            for connection in open { connection.cut() }
        }
        let surrender = loop.scheduleTask(in: TimeAmount(grace * 2)) { [connections] in connections.giveUp() }
        await connections.drained()
        cutOff.cancel()
        surrender.cancel()
    }
}
