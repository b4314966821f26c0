// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads `[inet_http_server]`, with what Supervisor's doesn't have: IPv6, TLS, names, and a closed door.
struct InetServerSection {
    private static let tlsKeys = ["certificate", "private_key"]

    private let reading: Reading
    /// For Supervisor's keys, where `%(here)s` stands for nothing.
    private let plain: SectionReader
    private let reader: SectionReader

    init(_ section: Document.Section, reading: Reading) {
        self.reading = reading
        plain = reading.reader(section, .inetServer)
        reader = reading.reader(section, .inetServer, ["here": .text(reading.here)])
    }

    /// nil where it doesn't say where to listen, which is then an error.
    func plan(credentials read: (SectionReader) -> Credentials?) -> ServerPlan? {
        let credentials = read(plain)
        let tls = tls
        let hosts = reader.optional("allowed_hosts", Values.hostNames) ?? []
        guard plain.section["port"] != nil else {
            plain.error("missing-key", "`port` is missing", hint: "say where to listen, such as port = 127.0.0.1:9001")
            return nil
        }
        guard let (host, port) = plain.optional("port", Values.inetAddress) else { return nil }
        refuseOpenDoor(host, credentials)
        var plan = ServerPlan(
            section: plain.section.name,
            endpoint: .inet(host: host, port: port),
            credentials: credentials?.orNobody
        )
        plan.tls = tls
        plan.hosts = hosts
        return plan
    }

    /// Whoever reaches the port can run any program as supervisord's user, so a port that others reach needs a password.
    ///
    /// Supervisor opens it to all without one, and only its documentation warns (CVE-2019-12105). Configurations that rely
    /// on that are refused here, deliberately, until they say that they mean it.
    private func refuseOpenDoor(_ host: String, _ credentials: Credentials?) {
        let isInsecure = reader.value("insecure", Values.boolean)
        // Where only one of the two is written, that has been told.
        let saysNothing = plain.section["username"] == nil && plain.section["password"] == nil
        let isOpen = credentials.map(\.password.isEmpty) ?? saysNothing
        guard isOpen, !isInsecure, !Self.isLoopback(host) else { return }
        plain.error(
            "open-server",
            "whoever reaches this port could run programs here: it needs a password",
            "port",
            hint: "write `username` and `password`; or listen on this machine alone, such as port = 127.0.0.1:9001; "
                + "or write insecure = yes, if nobody but friends can reach the port"
        )
    }

    /// Whether only processes of this machine reach it.
    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private var tls: TLSPlan? {
        let missing = Self.tlsKeys.filter { reader.section[$0] == nil }
        guard missing.count < Self.tlsKeys.count else { return nil }
        if let key = missing.first {
            reader.error(
                "incomplete-tls",
                "`\(key)` is missing: TLS needs a certificate and its key",
                hint: "write both `certificate` and `private_key`, or neither"
            )
        }
        guard let certificate = existingFile("certificate"), let key = existingFile("private_key") else { return nil }
        return TLSPlan(certificate: certificate, key: key)
    }

    /// Only a warning where it isn't there: the one who checks may not be allowed to see it.
    private func existingFile(_ key: String) -> String? {
        let path = reader.optional(key) { reading.normalized($0.stripped) }
        if let path, !reading.surroundings.exists(path) {
            reader.warn("no-file", "there is no file '\(path)', or it can't be seen", key)
        }
        return path
    }
}
