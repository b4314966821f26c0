// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Finds passwords that others can read, or could find out from what they read.
struct PasswordLint {
    /// What a password of a server looks like; `fleetctl hash-password` makes the last one.
    private enum Form {
        case plain
        /// `{SHA}` and the SHA-1 in hexadecimal, as Supervisor has it.
        case sha1(isWellFormed: Bool)
        /// A hash of crypt(5): `$6$...`, `$y$...`.
        case crypt

        /// Those of crypt(5) that begin with a dollar sign.
        private static let methods = ["y", "gy", "7", "2a", "2b", "2x", "2y", "6", "5", "1", "md5", "sha1", "3"]

        init(_ password: String) {
            if password.hasPrefix("{SHA}") {
                let digits = password.dropFirst("{SHA}".count)
                self = .sha1(isWellFormed: digits.utf8.count == 40 && digits.allSatisfy(\.isHexDigit))
                return
            }
            let parts = password.split(separator: "$", maxSplits: 2, omittingEmptySubsequences: false)
            let isHash = parts.count == 3 && parts[0].isEmpty && Self.methods.contains(String(parts[1]))
            self = isHash ? .crypt : .plain
        }
    }

    private static let makeHash = "make a salted hash: fleetctl hash-password"

    let reading: Reading

    func run() {
        for kind in [SectionKind.unixServer, .inetServer] {
            for (section, _) in reading.sections(kind) { check(section, isServer: true) }
        }
        for (section, _) in reading.sections(.supervisorctl) { check(section, isServer: false) }
    }

    private func check(_ section: Document.Section, isServer: Bool) {
        // One that comes from the environment isn't in the file.
        guard let entry = section["password"], !entry.text.isEmpty, !entry.text.contains("%(") else { return }
        let password = entry.text.replacing("%%", with: "%")
        // A client has to say the password itself.
        switch isServer ? Form(password) : .plain {
        case .plain: warnIfReadable(section, entry, isServer: isServer)
        case .crypt: break
        case .sha1(isWellFormed: true):
            warn(
                "unsalted-password",
                "a SHA-1 without salt is found out in no time by whoever sees it",
                section,
                entry,
                hint: Self.makeHash
            )
        case .sha1(isWellFormed: false):
            warn(
                "bad-password",
                "nobody can log in: after {SHA} there must be 40 hexadecimal digits",
                section,
                entry,
                hint: Self.makeHash
            )
        }
    }

    private func warnIfReadable(_ section: Document.Section, _ entry: Document.Entry, isServer: Bool) {
        guard let file = entry.keyLocation?.file, let mode = reading.surroundings.mode(of: file), mode & 0o004 != 0
        else { return }
        let close = "let nobody else read the file: chmod o= '\(file)'"
        warn(
            "plain-password",
            "everybody on this machine can read this password",
            section,
            entry,
            hint: isServer ? "\(close); or \(Self.makeHash)" : close
        )
    }

    private func warn(
        _ code: String,
        _ message: String,
        _ section: Document.Section,
        _ entry: Document.Entry,
        hint: String
    ) {
        reading.findings.warn(code, "[\(section.name)]: \(message)", at: entry.keyLocation, hint: hint)
    }
}
