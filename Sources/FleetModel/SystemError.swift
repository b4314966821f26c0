// SPDX-License-Identifier: Apache-2.0

/// What the kernel refused: the call, its errno, and what it was about.
public struct SystemError: Error, Hashable, Sendable {
    /// The C function: `openat`.
    public var call: String
    public var errno: Int32
    /// The path, address or process concerned.
    public var subject: String

    public init(_ call: String, errno: Int32, subject: String) {
        self.call = call
        self.errno = errno
        self.subject = subject
    }
}
