// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOSSL
import Synchronization

/// The certificate that a server shows, and its key.
///
/// Speaks TLS 1.2 and later. Files that were replaced, as they are when a certificate is renewed, are read again for the next connection;
/// where the new ones are of no use, the old ones stay.
public final class ServerTLS: Sendable {
    private struct Loaded {
        var context: NIOSSLContext
        var stamps: [FileStamp]
        /// The files that turned out to be of no use, so that they are not tried, nor complained of, again.
        var rejected: [FileStamp]?
    }

    private let certificate: String
    private let key: String
    private let loaded: Mutex<Loaded>

    /// Reads the files, both in PEM form.
    ///
    /// - Parameters:
    ///   - certificate: the server's own certificate first, then those that lead to a root.
    ///   - key: the private key that belongs to it, not encrypted.
    public init(certificate: String, key: String) throws(TLSFault) {
        self.certificate = certificate
        self.key = key
        let stamps = [FileStamp(certificate), FileStamp(key)]
        loaded = Mutex(Loaded(context: try Self.load(certificate: certificate, key: key), stamps: stamps))
    }

    /// What the next connection shows; `complain` hears why replaced files can't be used.
    func context(complain: (TLSFault) -> Void) -> NIOSSLContext {
        let stamps = [FileStamp(certificate), FileStamp(key)]
        return loaded.withLock { loaded in
            guard stamps != loaded.stamps, stamps != loaded.rejected else { return loaded.context }
            do throws(TLSFault) {
                loaded = Loaded(context: try Self.load(certificate: certificate, key: key), stamps: stamps)
            } catch {
                loaded.rejected = stamps
                complain(error)
            }
            return loaded.context
        }
    }

    private static func load(certificate: String, key: String) throws(TLSFault) -> NIOSSLContext {
        try checkReadable(certificate, "certificate")
        try checkReadable(key, "private_key")
        let chain = try certificates(in: certificate)
        let secret = try privateKey(in: key)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(secret)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // Nobody's certificate is checked here: clients show passwords.
        configuration.trustRoots = .certificates([])
        // A client that is gone without a word says no goodbye either; HTTP itself tells where an answer ends.
        configuration.shutdownTimeout = .seconds(1)
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw TLSFault(
                "the key in \(key) doesn't belong to the certificate in \(certificate)",
                hint:
                    "the first certificate in the file must be the server's own, and private_key the key that it was made with"
            )
        }
    }

    private static func certificates(in path: String) throws(TLSFault) -> [NIOSSLCertificate] {
        if let chain = try? NIOSSLCertificate.fromPEMFile(path), !chain.isEmpty { return chain }
        throw TLSFault(
            "there is no certificate in PEM form in \(path)",
            hint: "such a file has a line -----BEGIN CERTIFICATE-----; certificate and private_key may be confused"
        )
    }

    private static func privateKey(in path: String) throws(TLSFault) -> NIOSSLPrivateKey {
        // Without a passphrase at hand, an encrypted key is one that can't be read.
        if let key = try? NIOSSLPrivateKey(file: path, format: .pem, passphraseCallback: { $0([UInt8]()) }) {
            return key
        }
        throw TLSFault(
            "there is no private key in PEM form in \(path), or it is encrypted",
            hint: "openssl pkey -in \(path) -out PLAIN.pem takes the passphrase off"
        )
    }

    private static func checkReadable(_ path: String, _ setting: String) throws(TLSFault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor < 0 else {
            close(descriptor)
            return
        }
        let code = errno
        let hint =
            code == EACCES
            ? "the user that supervisord runs as must be able to read it" : "\(setting) names a file in PEM form"
        throw TLSFault("can't read \(path): \(String(cString: strerror(code)))", hint: hint)
    }
}

/// Why files are of no use for TLS, in words.
public struct TLSFault: Error, Hashable, Sendable {
    public var message: String
    /// What to do about it.
    public var hint: String

    init(_ message: String, hint: String) {
        self.message = message
        self.hint = hint
    }
}

/// What tells whether a file was replaced or written (stat(2)); all zero where there is none.
private struct FileStamp: Equatable {
    private var device: UInt64 = 0
    private var inode: UInt64 = 0
    private var size: Int64 = 0
    private var seconds: Int = 0
    private var nanoseconds: Int = 0

    init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
