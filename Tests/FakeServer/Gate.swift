// SPDX-License-Identifier: Apache-2.0

/// Holds tasks up until it is opened.
package struct Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    package func wait() async {
        for await _ in stream {}
    }

    package func open() {
        continuation.finish()
    }
}
