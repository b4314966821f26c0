// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads the main file and those it includes into one document.
struct DocumentReader {
    private static let herePattern = "%(here)s"

    let reading: Reading

    func read() {
        readFile(reading.path)
        guard let include = reading.document["include"] else { return }
        replaceHere(with: reading.here)
        guard include["files"] != nil else {
            reading.findings.error(
                "missing-key",
                "[include]: `files` is missing",
                at: include.location,
                hint: "say what to include, such as files = conf.d/*.conf"
            )
            return
        }
        // Read again: %(here)s has been replaced.
        let names: [String: Expansion.Value] = [
            "here": .text(reading.here), "host_node_name": .text(reading.surroundings.hostName),
        ]
        let reader = reading.reader(reading.document["include"] ?? include, .include, names)
        for pattern in reader.optional("files", { $0.words }) ?? [] {
            readMatches(of: Paths.join(reading.here, pattern), reader)
        }
    }

    private func readMatches(of pattern: String, _ reader: SectionReader) {
        let paths = reading.surroundings.glob(pattern).sorted()
        if paths.isEmpty {
            reader.warn("nothing-included", "no file matches '\(pattern)'", "files")
        }
        for path in paths {
            readFile(path)
            replaceHere(with: Paths.directory(of: Paths.absolute(path, in: reading.surroundings.currentDirectory)))
        }
    }

    private func readFile(_ path: String) {
        reading.files.append(path)
        let bytes: [UInt8]
        do {
            bytes = try reading.surroundings.read(path)
        } catch {
            reading.findings.error(
                "unreadable-file",
                "can't read '\(path)': \(error.reason)",
                at: nil,
                hint: path == reading.path ? "name the configuration file with -c" : nil
            )
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let (line, column) = Self.firstInvalid(in: bytes)
            reading.findings.error(
                "not-utf8",
                "the file isn't UTF-8 text",
                at: Diagnostic.Location(file: path, line: line, column: column),
                hint: "save it as UTF-8"
            )
            return
        }
        Lexer.read(text, file: path, into: &reading.document, &reading.findings)
    }

    /// The place of the first byte that is no UTF-8.
    private static func firstInvalid(in bytes: [UInt8]) -> (line: Int, column: Int) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1, column = 1
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return (line, column)
    }

    /// Puts the directory of the file just read in place of `%(here)s`, which from now on can't be told from other
    /// text.
    private func replaceHere(with directory: String) {
        let document = reading.document
        for (position, section) in document.sections.enumerated() {
            for entry in section.allEntries where entry.text.contains(Self.herePattern) {
                reading.document.change(position) {
                    $0.update(entry.key) { $0.text = $0.text.replacing(Self.herePattern, with: directory) }
                }
            }
        }
        for entry in document.defaults.allEntries where entry.text.contains(Self.herePattern) {
            reading.document.defaults.update(entry.key) {
                $0.text = $0.text.replacing(Self.herePattern, with: directory)
            }
        }
    }
}

extension SystemError {
    /// The errno in words, for those that reading a file has.
    var reason: String {
        switch errno {
        case 2: "there is no such file"
        case 13: "permission denied"
        case 20: "a part of its path is no directory"
        case 21: "it is a directory"
        case 40: "too many symbolic links"
        default: "\(call) failed with errno \(errno)"
        }
    }
}
