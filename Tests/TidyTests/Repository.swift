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

    static func files(under folder: String, endingIn suffixes: String...) -> [SourceFile] {
        files.filter { path in path.hasPrefix(folder) && suffixes.contains { path.hasSuffix($0) } }
            .compactMap(SourceFile.init)
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
    }

    var testDescription: String { path }

    /// The target that a file of Sources belongs to.
    var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }

    /// The lines without comments and without what is inside quotes, numbered from 1.
    var code: [(number: Int, text: String)] {
        var isInLiteral = false
        return lines.enumerated().map { index, line in
            // A literal of several lines is text, not code.
            if line.components(separatedBy: "\"\"\"").count == 2 {
                isInLiteral.toggle()
                return (index + 1, "")
            }
            return (index + 1, isInLiteral ? "" : Self.withoutCommentsAndQuotes(line))
        }
    }

    private static func withoutCommentsAndQuotes(_ line: String) -> String {
        var code = ""
        var isQuoted = false
        var previous: Character = " "
        for character in line {
            if character == "\"", previous != "\\" { isQuoted.toggle() }
            if !isQuoted, character == "/", previous == "/" {
                code.removeLast()
                break
            }
            if !isQuoted { code.append(character) }
            previous = character
        }
        return code
    }

    /// `path:line` of each line of code in which `pattern` is found.
    func places(of pattern: Regex<Substring>) -> [String] {
        code.filter { $0.text.contains(pattern) }.map { "\(path):\($0.number)" }
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
