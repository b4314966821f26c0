// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Takes one file apart into sections and keys, as Python's `RawConfigParser` does with `inline_comment_prefixes=(';',
/// '#')` and `strict=False` (Supervisor 4.3 options.py, `UnhosedConfigParser`).
///
/// Lines that are more indented than the key above them continue its value. A `;` or `#` after whitespace begins a
/// comment, even inside quotes. Files may be read one after the other into the same document; later values win.
struct Lexer {
    private typealias Line = ArraySlice<Unicode.Scalar>

    /// Whose values the lines at hand are.
    private enum Target {
        case none
        /// Of a header that can't be read: its keys belong to nobody.
        case discarded
        case defaults
        case section(Int)
    }

    private let file: String
    private var document: Document
    private var findings: Findings
    private var target = Target.none
    /// The key that a continuation line adds to, and its lines so far.
    private var open: (entry: Document.Entry, lines: [String])?
    private var indentation = 0
    private var written: Set<String> = []
    private var sectionName = ""

    private init(file: String, document: Document, findings: Findings) {
        self.file = file
        self.document = document
        self.findings = findings
    }

    /// Adds the text of `file` to `document`; what it can't read becomes an error in `findings`.
    static func read(_ text: String, file: String, into document: inout Document, _ findings: inout Findings) {
        var lexer = Lexer(file: file, document: document, findings: findings)
        lexer.readLines(text)
        document = lexer.document
        findings = lexer.findings
    }

    private mutating func readLines(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        if scalars.first == "\u{FEFF}" {
            findings.error(
                "byte-order-mark",
                "the file begins with a byte order mark, so its first section isn't found",
                at: location(1, 1),
                hint: "save it as UTF-8 without a byte order mark"
            )
            return
        }
        var start = 0, number = 1
        while start < scalars.count {
            let end = scalars[start...].firstIndex { $0 == "\n" || $0 == "\r" } ?? scalars.count
            guard readLine(scalars[start..<end], number) else { return }
            let isPair = end + 1 < scalars.count && scalars[end] == "\r" && scalars[end + 1] == "\n"
            start = end + (isPair ? 2 : 1)
            number += 1
        }
        close()
    }

    /// False where the rest of the file can't be read.
    private mutating func readLine(_ line: Line, _ number: Int) -> Bool {
        let commentStart = Self.commentStart(in: line)
        let content = line[..<(commentStart ?? line.endIndex)].stripped
        if content.isEmpty {
            // A blank line belongs to the value around it; a line of comment doesn't.
            if commentStart == nil { open?.lines.append("") }
            return true
        }
        let indent = (line.firstIndex { !$0.isPythonSpace } ?? line.startIndex) - line.startIndex
        if open != nil, indent > indentation {
            open?.lines.append(content.string)
            noteCut(content, in: line, at: commentStart, number)
            warnOfSwallowing(content, at: location(number, indent + 1))
            return true
        }
        indentation = indent
        close()
        if content.first == "[", let bracket = content.lastIndex(of: "]"), bracket > content.startIndex + 1 {
            openSection(content[(content.startIndex + 1)..<bracket].string, at: location(number, indent + 1))
            return true
        }
        if content.first == "[" {
            refuseHeader(content, at: location(number, indent + 1))
            return true
        }
        if case .none = target {
            findings.error(
                "no-section",
                "the file contains no section header before this line",
                at: location(number, indent + 1),
                hint: "a section begins with its name in brackets, such as [program:web]"
            )
            return false
        }
        openKey(content, in: line, number)
        noteCut(content, in: line, at: commentStart, number)
        return true
    }

    private mutating func openSection(_ name: String, at location: Diagnostic.Location) {
        sectionName = name
        if name == "DEFAULT" {
            target = .defaults
            return
        }
        target = .section(document.open(name, at: location))
    }

    /// A `[program:b` without its bracket is a key `[program` to Supervisor, and the keys below it silently change the
    /// section above.
    private mutating func refuseHeader(_ content: Line, at location: Diagnostic.Location) {
        findings.error(
            "bad-section",
            "this begins like the header of a section, but isn't one: '\(content.string)'",
            at: location,
            hint: "a header ends with a bracket, such as [program:web]"
        )
        sectionName = ""
        target = .discarded
    }

    private mutating func openKey(_ content: Line, in line: Line, _ number: Int) {
        let keyColumn = content.startIndex - line.startIndex + 1
        guard let delimiter = content.firstIndex(where: { $0 == "=" || $0 == ":" }),
            case let key = content[..<delimiter].stripped, !key.isEmpty
        else {
            findings.error(
                "not-a-key",
                "this is neither a section, a key with its value, nor a comment: '\(content.string)'",
                at: location(number, keyColumn),
                hint: "write `key = value`; a comment begins with `;` or `#`"
            )
            return
        }
        let value = content[(delimiter + 1)...].stripped
        let valueColumn = (value.isEmpty ? content.endIndex : value.startIndex) - line.startIndex + 1
        let entry = Document.Entry(
            key: key.string.lowercased(),
            text: "",
            keyLocation: location(number, keyColumn),
            valueLocation: location(number, valueColumn)
        )
        noteRepetition(of: entry)
        open = (entry, [value.string])
    }

    private mutating func noteRepetition(of entry: Document.Entry) {
        if case .discarded = target { return }
        guard !written.insert("\(sectionName)\u{0}\(entry.key)").inserted else { return }
        findings.warn(
            "duplicate-key",
            "`\(entry.key)` is written twice in [\(sectionName)]; the last one counts",
            at: entry.keyLocation
        )
    }

    /// An indented line continues the value above it, even if it was meant as a section or a key.
    private mutating func warnOfSwallowing(_ content: Line, at location: Diagnostic.Location) {
        guard let key = open?.entry.key else { return }
        let text = content.string
        let isHeader =
            text.hasPrefix("[") && text.hasSuffix("]") && SectionKind.parse(text.dropFirst().dropLast()) != nil
        let name = text.prefix { $0 != "=" && $0 != ":" }
        // The lines of an environment look like keys because that is what they are.
        let isKey =
            key != "environment" && name.endIndex < text.endIndex && Schema.isKnownAnywhere(name.stripped.lowercased())
        guard isHeader || isKey else { return }
        findings.warn(
            "swallowed-line",
            "this line is part of `\(key)`, because it is indented",
            at: location,
            hint: isHeader ? "begin the section at the start of the line" : "indent it as much as `\(key)`"
        )
    }

    /// Remembers a comment that began inside quotes, which nearly always was meant to be part of the value.
    private mutating func noteCut(_ content: Line, in line: Line, at commentStart: Int?, _ number: Int) {
        guard let commentStart, Self.endsInsideQuotes(content) else { return }
        let cut = location(number, commentStart - line.startIndex + 1)
        open?.entry.cuts.append(cut)
    }

    /// Writes the key at hand into its section.
    private mutating func close() {
        guard var (entry, lines) = open else { return }
        open = nil
        // Blank lines at a value's end belong to nobody.
        while lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        entry.text = lines.joined(separator: "\n")
        switch target {
        case .none, .discarded: break
        case .defaults: document.defaults.set(entry)
        case .section(let position): document.change(position) { $0.set(entry) }
        }
    }

    private func location(_ line: Int, _ column: Int) -> Diagnostic.Location {
        Diagnostic.Location(file: file, line: line, column: column)
    }

    /// Where the comment of a line begins, if there is one: at a `;` or `#` that begins the line or follows whitespace.
    private static func commentStart(in line: Line) -> Int? {
        var previous: Unicode.Scalar?
        for index in line.indices {
            let scalar = line[index]
            if scalar == ";" || scalar == "#", previous?.isPythonSpace ?? true { return index }
            previous = scalar
        }
        return nil
    }

    private static func endsInsideQuotes(_ content: Line) -> Bool {
        var quote: Unicode.Scalar?
        var isEscaped = false
        for scalar in content {
            if isEscaped {
                isEscaped = false
            } else if scalar == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if scalar == open { quote = nil }
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
            }
        }
        return quote != nil
    }
}
