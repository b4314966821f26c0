// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Tells a client that speaks plain HTTP to a port that speaks TLS so, instead of leaving it with a broken connection.
final class PlainTextGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The first byte of TLS: a record of the handshake (RFC 8446, section 5.1).
    private static let handshake: UInt8 = 22
    private static let answer = """
        HTTP/1.1 400 Bad Request\r
        Content-Type: text/plain\r
        Connection: close\r
        Content-Length: 43\r
        \r
        This port speaks TLS: use https:// instead.
        """

    private var hasAnswered = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard !hasAnswered, let first = bytes.readableBytesView.first else { return }
        if first == Self.handshake {
            context.fireChannelRead(data)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
            return
        }
        hasAnswered = true
        let buffer = ByteBuffer(string: Self.answer)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { _ in channel.close(promise: nil) }
    }
}
