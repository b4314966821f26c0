// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where the lines of the shell are kept between runs, one a line, as readline keeps them.
///
/// A file that can't be read or written is none, as in Supervisor: nobody wants to hear of it before every prompt.
struct HistoryFile {
    let path: String

    private static let largest = 1 << 20

    func read() -> History {
        guard let file = fopen(path, "re") else { return History() }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Self.largest)
        let count = fread(&bytes, 1, bytes.count, file)
        let lines = bytes[..<count].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        return History(lines)
    }

    /// Only the owner may read it: command lines may hold what others shouldn't know.
    func write(_ history: History) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var rest = Array(history.lines.map { $0 + "\n" }.joined().utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
