// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads the socket of `[fcgi-program:x]` (Supervisor 4.3 options.py, `parse_fcgi_socket`).
///
/// Supervisor forgets it where the program is a member of a `[group:x]`; here it is the same socket in every group.
struct FastCGISocket {
    private static let form = "write unix:///path or tcp://host:port"

    private let reader: SectionReader
    /// Who the processes run as: the socket is theirs unless `socket_owner` says otherwise.
    private let account: Account?

    init(_ section: Document.Section, programName: String, account: Account?, reading: Reading) {
        let names: [String: Expansion.Value] = ["here": .text(reading.here), "program_name": .text(programName)]
        reader = reading.reader(section, .fastCGI, names)
        self.account = account
    }

    /// nil where it is missing or wrong, which is then an error.
    func plan() -> SocketPlan? {
        let owner = reader.optional("socket_owner", reader.reading.owner)
        let mode = reader.value("socket_mode", Values.octal)
        let backlog = backlog
        guard reader.section["socket"] != nil else {
            reader.error("missing-key", "`socket` is missing", hint: Self.form)
            return nil
        }
        guard let text = reader.optional("socket", { $0 }) else { return nil }
        do throws(Malformed) {
            guard let path = text.after("unix://") else {
                let address = try inetAddress(text)
                refuseFileKeys()
                return SocketPlan(address, backlog: backlog)
            }
            guard path.hasPrefix("/") else { throw Malformed("'\(path)' is no absolute path", hint: Self.form) }
            let uid = owner?.uid ?? account?.uid
            let gid = owner == nil ? account?.gid : owner?.gid
            let absolute = Paths.absolute(path, in: "/")
            return SocketPlan(.unix(path: absolute, mode: mode, uid: uid, gid: gid), backlog: backlog)
        } catch {
            reader.report(error, "socket")
            return nil
        }
    }

    private var backlog: Int32? {
        guard let backlog = reader.optional("socket_backlog", Values.integer) else { return nil }
        guard (1...65535).contains(backlog) else {
            reader.error("bad-value", "`socket_backlog` is not between 1 and 65535", "socket_backlog")
            return nil
        }
        return Int32(backlog)
    }

    private func inetAddress(_ text: String) throws(Malformed) -> SocketPlan.Address {
        guard let address = text.after("tcp://") else { throw Malformed("'\(text)' is no socket", hint: Self.form) }
        let (host, port) = try Values.inetAddress(address)
        guard !host.isEmpty || address.hasPrefix("*:") else {
            throw Malformed("'\(text)' names no host", hint: "write tcp://host:port, or tcp://*:port for all addresses")
        }
        return .inet(host: host, port: port)
    }

    private func refuseFileKeys() {
        for key in ["socket_owner", "socket_mode"] where reader.section[key] != nil {
            reader.error("bad-value", "`\(key)` is only for sockets of the form unix:///path", key)
        }
    }
}

extension String {
    /// What follows `prefix`; nil where it doesn't begin so.
    fileprivate func after(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
