// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The files of this repository, as git knows them.
struct Repository: Sendable {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The paths of all files that are tracked, or would be, relative to the root.
    static let files: [String] = {
        let listing = try? output(of: ["git", "ls-files", "--cached", "--others", "--exclude-standard"])
        return listing?.text.split(separator: "\n").map(String.init).filter { path in
            FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
        } ?? []
    }()

    /// All code, read once.
    private static let code = files.filter { path in [".swift", ".c", ".h"].contains { path.hasSuffix($0) } }
        .compactMap(SourceFile.init)

    static func files(under folder: String, endingIn suffixes: String...) -> [SourceFile] {
        code.filter { file in file.path.hasPrefix(folder) && suffixes.contains { file.path.hasSuffix($0) } }
    }

    /// Runs a command in the root and returns its status and all it printed.
    static func output(of command: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = root
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}

/// One text file and its lines.
struct SourceFile: Sendable, CustomTestStringConvertible {
    let path: String
    let lines: [String]

    init?(path: String) {
        guard let text = try? String(contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8) else {
            return nil
        }
        self.path = path
        lines = text.components(separatedBy: "\n")
        code = Self.code(of: lines)
    }

    var testDescription: String { path }

    /// The target that a file of Sources belongs to.
    var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }

    /// The lines without comments and without what is inside quotes, numbered from 1.
    let code: [(number: Int, text: String)]

    private static func code(of lines: [String]) -> [(number: Int, text: String)] {
        var isInLiteral = false
        return lines.enumerated().map { index, line in
            // A literal of several lines is text, not code.
            if line.components(separatedBy: "\"\"\"").count == 2 {
                isInLiteral.toggle()
                return (index + 1, "")
            }
            return (index + 1, isInLiteral ? "" : withoutCommentsAndQuotes(line))
        }
    }

    private static func withoutCommentsAndQuotes(_ line: String) -> String {
        var code: [UInt8] = []
        var isQuoted = false
        var previous: UInt8 = 0
        for byte in line.utf8 {
            if byte == UInt8(ascii: "\""), previous != UInt8(ascii: "\\") { isQuoted.toggle() }
            if !isQuoted, byte == UInt8(ascii: "/"), previous == byte {
                code.removeLast()
                break
            }
            if !isQuoted { code.append(byte) }
            previous = byte
        }
        return String(decoding: code, as: UTF8.self)
    }

    /// `path:line` of each line of code in which `pattern` is found; with comments and quotes where `everywhere` says so.
    func places(of pattern: String, everywhere: Bool = false) -> [String] {
        numbers(of: pattern, in: everywhere ? lines : code.map(\.text)).map { "\(path):\($0)" }
    }

    /// The numbers of the lines in which `pattern` is found.
    ///
    /// Foundation's expressions, not the library's, which take a hundred times as long over a whole repository.
    func numbers(of pattern: String, in lines: [String]) -> [Int] {
        let text = lines.joined(separator: "\n") as NSString
        guard let expression = try? NSRegularExpression(pattern: pattern, options: .anchorsMatchLines) else {
            Issue.record("no regular expression: \(pattern)")
            return []
        }
        let matches = expression.matches(in: text as String, range: NSRange(location: 0, length: text.length))
        return matches.map { text.substring(to: $0.range.location).utf8.count { $0 == UInt8(ascii: "\n") } + 1 }
    }

    /// The modules that are imported.
    var imports: [(number: Int, module: String)] {
        code.compactMap { number, text in
            let words = text.split(separator: " ").map(String.init)
            guard let position = words.firstIndex(of: "import"),
                words[..<position].allSatisfy({ $0.hasPrefix("@") || ["public", "package", "internal"].contains($0) }),
                let name = words.last
            else { return nil }
            return (number, String(name.split(separator: ".")[0]))
        }
    }
}
