// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads `[unix_http_server]`, `[inet_http_server]` and `[supervisorctl]`.
struct ServerSections {
    let reading: Reading

    /// All of inet, then all of unix: Supervisor's order of creation.
    func plans() -> [ServerPlan] {
        inetPlans() + unixPlans()
    }

    private func inetPlans() -> [ServerPlan] {
        reading.sections(.inetServer).compactMap { section, _ in
            InetServerSection(section, reading: reading).plan(credentials: credentials)
        }
    }

    private func unixPlans() -> [ServerPlan] {
        reading.sections(.unixServer).compactMap { section, _ in
            let plain = reading.reader(section, .unixServer)
            let reader = reading.reader(section, .unixServer, ["here": .text(reading.here)])
            let credentials = credentials(plain)
            let mode = plain.value("chmod", Values.octal)
            let owner = plain.optional("chown", reading.owner)
            guard section["file"] != nil else {
                reader.error(
                    "missing-key",
                    "`file` is missing",
                    hint: "say where to listen, such as file = /run/fleet.sock"
                )
                return nil
            }
            guard let path = reader.optional("file", { $0.stripped }) else { return nil }
            let endpoint = ServerPlan.Endpoint.unix(path: reading.normalized(path), mode: mode, owner: owner)
            return ServerPlan(section: section.name, endpoint: endpoint, credentials: credentials?.orNobody)
        }
    }

    private func credentials(_ reader: SectionReader) -> Credentials? {
        let username = reader.optional("username") { $0 }
        let password = reader.optional("password") { $0 }
        if reader.isWritten("username") != reader.isWritten("password") {
            let (present, missing) = username == nil ? ("password", "username") : ("username", "password")
            reader.error(
                "incomplete-credentials",
                "`\(present)` without `\(missing)`",
                present,
                hint: "write both or neither"
            )
        }
        guard let username, let password else { return nil }
        return Credentials(username: username, password: password)
    }

    /// How a client finds the daemon; `servers` are those of the same file.
    func client(_ servers: [ServerPlan]) -> ClientPlan {
        let section = reading.document["supervisorctl"] ?? Document.Section(name: "supervisorctl", location: nil)
        let plain = reading.reader(section, .supervisorctl)
        let reader = reading.reader(section, .supervisorctl, ["here": .text(reading.here)])
        let username = plain.optional("username") { $0 }
        let password = plain.optional("password") { $0 }
        let written = username.map { Credentials(username: $0, password: password ?? "") }
        let history = reader.optional("history_file") { reading.normalized($0) }
        let prompt = plain.value("prompt") { $0 }
        let address = reader.optional("serverurl") { $0.stripped }
        let own = servers.first { $0.url == servers.automaticURL }
        return ClientPlan(
            serverURL: address.map(normalizedURL) ?? own?.url ?? "http://localhost:9001",
            credentials: written ?? (address == nil ? own?.credentials : nil),
            prompt: prompt,
            historyFile: history
        )
    }

    private func normalizedURL(_ url: String) -> String {
        let scheme = "unix://"
        guard url.hasPrefix(scheme) else { return url }
        return scheme + reading.normalized(String(url.dropFirst(scheme.count)))
    }
}

extension Credentials {
    /// nil where both are empty, which asks for nothing (Supervisor 4.3 http.py, `make_http_servers`).
    var orNobody: Credentials? { username.isEmpty && password.isEmpty ? nil : self }
}
