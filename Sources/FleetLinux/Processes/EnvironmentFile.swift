// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// A file of `KEY=VALUE` lines (`environment_file`).
///
/// Blank lines and lines that start with `#` or `;` are skipped, `export ` before a key is allowed, and one pair of quotes around a value
/// is taken off. Nothing is expanded, and no line is ever quoted in a message, because such files hold secrets.
enum EnvironmentFile {
    /// Larger than any environment that execve(2) would take.
    private static let sizeLimit = 4 << 20

    static func read(_ path: String) throws(LaunchFailure) -> [EnvironmentVariable] {
        let bytes: [UInt8]
        do {
            bytes = try FileContents.read(path, limit: sizeLimit)
        } catch {
            let message = "couldn't read environment file \(path): \(error.errnoName)"
            throw LaunchFailure(stage: .prepare, errno: error.errno, message: message)
        }
        return try parse(String(decoding: bytes, as: UTF8.self), path: path)
    }

    static func parse(_ text: String, path: String) throws(LaunchFailure) -> [EnvironmentVariable] {
        var variables: [EnvironmentVariable] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, rawLine) in lines.enumerated() {
            var line = rawLine.trimmingBlanks
            guard let first = line.first, first != "#", first != ";" else { continue }
            if line.hasPrefix("export ") { line = line.dropFirst("export ".count).trimmingBlanks }
            guard let equals = line.firstIndex(of: "="), equals > line.startIndex else {
                let message = "environment file \(path): line \(index + 1) is not KEY=VALUE"
                throw LaunchFailure(stage: .prepare, message: message)
            }
            let value = line[line.index(after: equals)...].trimmingBlanks
            variables.append(EnvironmentVariable(String(line[..<equals].trimmingBlanks), String(value.unquoted)))
        }
        return variables
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    fileprivate var unquoted: Substring {
        guard count >= 2, let quote = first, quote == "\"" || quote == "'", last == quote else { return self }
        return dropFirst().dropLast()
    }
}
