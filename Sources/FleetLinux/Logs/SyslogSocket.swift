// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// The way to syslog(3) that never blocks: datagrams to `/dev/log`, in the form of RFC 3164.
final class SyslogSocket {
    /// How important a message is; the raw value is the severity of RFC 3164.
    enum Severity: Int {
        case critical = 2
        case error = 3
        case warning = 4
        case info = 6
        case debug = 7
    }

    /// LOG_USER of syslog(3).
    private static let facility = 1
    /// A longer message is cut: receivers refuse large datagrams.
    private static let longestMessage = 8_192

    private let path: String
    private var descriptor: Int32?
    private var stamps = TimeStamps(.syslog)
    private var datagram: [UInt8] = []

    init(path: String = "/dev/log") {
        self.path = path
    }

    deinit {
        close()
    }

    /// Closes the socket; the next message opens it again.
    func close() {
        if let descriptor { Glibc.close(descriptor) }
        descriptor = nil
    }

    /// Sends one message: `supervisord: `, the label and the line.
    ///
    /// Throws what socket(2), connect(2) or send(2) refuse: ENOENT without a syslog daemon, EAGAIN while its queue is full.
    func send(
        _ line: some Collection<UInt8>,
        label: String,
        severity: Severity,
        at time: WallTime
    ) throws(SystemError) {
        datagram.removeAll(keepingCapacity: true)
        datagram.append(contentsOf: "<\(Self.facility * 8 + severity.rawValue)>".utf8)
        stamps.append(time, to: &datagram)
        datagram.append(contentsOf: " supervisord: \(label)".utf8)
        datagram.append(contentsOf: line.prefix(Self.longestMessage))
        do throws(SystemError) {
            try transmit()
        } catch {
            // A daemon that was restarted has a new socket under the old name. A full queue is no reason to come back at once.
            if error.errno == EAGAIN { throw error }
            close()
            try transmit()
        }
    }

    private func transmit() throws(SystemError) {
        let socket = try connected()
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        try checked("send", on: path, datagram.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, flags) })
    }

    private func connected() throws(SystemError) -> Int32 {
        if let descriptor { return descriptor }
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let fresh = try checked("socket", on: path, socket(AF_UNIX, kind, 0))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let status = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(fresh, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        do throws(SystemError) {
            try checked("connect", on: path, status)
        } catch {
            Glibc.close(fresh)
            throw error
        }
        descriptor = fresh
        return fresh
    }
}
