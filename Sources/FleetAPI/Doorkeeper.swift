// SPDX-License-Identifier: Apache-2.0

import FleetModel
import FoundationEssentials
import NIOPosix
import Synchronization

/// Lets in who knows the password of one server.
///
/// Passwords that are costly to check are checked on a thread of their own, one at a time, and a client that comes again with the same
/// one is recognised by a digest under a key of this process: it pays once, and so does one that keeps coming with a wrong one.
final class Doorkeeper: Sendable {
    private struct Memory {
        var admitted: [UInt8]?
        /// The latest wrong ones, oldest first.
        var refused: [[UInt8]] = []
        /// How many wait for the thread.
        var waiting = 0
    }

    /// More wrong passwords than this are not remembered.
    private static let remembered = 64
    /// More clients than this don't wait for the thread; they are told to come again.
    private static let queue = 32

    private let credentials: Credentials
    private let thread: NIOThreadPool
    private let key = KeyedDigest()
    private let memory = Mutex(Memory())

    /// - Parameter thread: a started pool of one thread.
    init(_ credentials: Credentials, thread: NIOThreadPool) {
        self.credentials = credentials
        self.thread = thread
    }

    /// Whether this value of the `Authorization` header is right; how long that takes doesn't depend on how much of it is.
    ///
    /// - Throws: `Refusal.busy` where too many passwords wait to be checked.
    func admits(_ header: String?) async throws -> Bool {
        guard let (name, password) = Self.pair(header) else { return false }
        let isName = equal(name, credentials.username)
        let isPassword =
            switch credentials.secret {
            case .plain(let expected): equal(password, expected)
            case .sha1(let expected): equal(SHA1.hexDigest(of: password), expected)
            case .costly(let isPassword): try await check(password, isPassword)
            }
        return isName && isPassword
    }

    /// The user name and password in the header (RFC 7617, section 2).
    private static func pair(_ header: String?) -> (name: [UInt8], password: [UInt8])? {
        guard let header, header.prefix(6).lowercased() == "basic ",
            let pair = Data(base64Encoded: String(header.dropFirst(6))),
            let colon = pair.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return (Array(pair[..<colon]), Array(pair[(colon + 1)...]))
    }

    /// Digests are of one length: the time of their comparison tells nothing of the secret's either.
    private func equal(_ given: [UInt8], _ expected: [UInt8]) -> Bool {
        ConstantTime.equal(key.digest(of: given), key.digest(of: expected))
    }

    private func check(_ password: [UInt8], _ isPassword: @escaping @Sendable ([UInt8]) -> Bool) async throws -> Bool {
        let digest = key.digest(of: password)
        if let known = recall(digest) { return known }
        let isTaken = memory.withLock { memory in
            guard memory.waiting < Self.queue else { return false }
            memory.waiting += 1
            return true
        }
        guard isTaken else { throw Refusal.busy }
        defer { memory.withLock { $0.waiting -= 1 } }
        return try await thread.runIfActive { [self] in
            // Whoever was before us in the queue may have brought the same one.
            if let known = recall(digest) { return known }
            let isRight = isPassword(password)
            remember(digest, isRight)
            return isRight
        }
    }

    private func recall(_ digest: [UInt8]) -> Bool? {
        memory.withLock { memory in
            if let admitted = memory.admitted, ConstantTime.equal(digest, admitted) { return true }
            return memory.refused.contains { ConstantTime.equal(digest, $0) } ? false : nil
        }
    }

    private func remember(_ digest: [UInt8], _ isRight: Bool) {
        memory.withLock { memory in
            if isRight {
                memory.admitted = digest
            } else {
                memory.refused.append(digest)
                if memory.refused.count > Self.remembered { memory.refused.removeFirst() }
            }
        }
    }
}
