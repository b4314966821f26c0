// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// Names of the logs of workers whose configuration says `AUTO`, and their removal at the next start.
public struct AutomaticLogs: Hashable, Sendable {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789_")

    /// `childlogdir`.
    public var directory: String
    /// `identifier`: whose logs they are, where several supervisors share a directory.
    public var identifier: String

    public init(directory: String, identifier: String) {
        self.directory = directory
        self.identifier = identifier
    }

    /// A new path, `DIRECTORY/PROCESS-CHANNEL---IDENTIFIER-XXXXXXXX.log`, whose random part nobody can guess.
    ///
    /// Supervisor 4.3 options.py (`get_autochildlog_name`).
    func newPath(process: String, channel: OutputChannel) -> String {
        // The system's generator reads getrandom(2): childlogdir is often /tmp, where a name that can be guessed is a trap.
        var generator = SystemRandomNumberGenerator()
        var number = generator.next()
        var random = ""
        for _ in 0..<8 {
            random.append(Self.letters[Int(number % UInt64(Self.letters.count))])
            number /= UInt64(Self.letters.count)
        }
        return "\(directory)/\(process)-\(channel.rawValue)---\(identifier)-\(random).log"
    }

    /// Deletes the automatic logs that earlier runs of the same identifier left, and their backups.
    ///
    /// For a start that is sure to be the only one: call it after the sockets are bound. Returns what could not be deleted.
    /// Supervisor 4.3 options.py (`clear_autochildlogdir`).
    public func removeOld() -> [SystemError] {
        guard let stream = opendir(directory) else {
            return [SystemError("opendir", errno: errno, subject: directory)]
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if isAutomatic(name) { names.append(name) }
        }
        return names.compactMap { name in
            let path = "\(directory)/\(name)"
            return unlink(path) == 0 || errno == ENOENT ? nil : SystemError("unlink", errno: errno, subject: path)
        }
    }

    /// Whether a file's name is `ANY---IDENTIFIER-RANDOM.log`, or that with a number of at most four digits.
    func isAutomatic(_ name: String) -> Bool {
        let mark = Array("---\(identifier)-".utf8)
        let bytes = Array(name.utf8)
        guard bytes.count > mark.count else { return false }
        return (1..<bytes.count - mark.count).contains { start in
            bytes[start...].starts(with: mark) && Self.isEnding(bytes[(start + mark.count)...])
        }
    }

    /// `\S+\.log\.{0,1}\d{0,4}`.
    private static func isEnding(_ ending: ArraySlice<UInt8>) -> Bool {
        guard !ending.contains(where: { $0 <= 0x20 }) else { return false }
        var stem = ending
        var digits = 0
        while digits < 4, let last = stem.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) {
            stem.removeLast()
            digits += 1
        }
        if stem.last == UInt8(ascii: ".") { stem.removeLast() }
        let suffix = Array(".log".utf8)
        return stem.count > suffix.count && stem.suffix(suffix.count).elementsEqual(suffix)
    }
}
