// SPDX-License-Identifier: Apache-2.0

/// Splits a command line into words by the rules of Python's `shlex.split`, which Supervisor uses: quotes and backslashes
/// as in a POSIX shell, no expansion of anything, no comments.
public enum ShellWords {
    /// Why a line can't be split; the raw values are Python's own words.
    public enum Fault: String, Error, Hashable, Sendable {
        case noClosingQuotation = "No closing quotation"
        case noEscapedCharacter = "No escaped character"
    }

    /// The words of `line`; empty for a blank one.
    public static func split(_ line: String) throws(Fault) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        // Quotes with nothing between them make a word too.
        var isInWord = false
        var quote: Unicode.Scalar?
        var scalars = line.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch (quote, scalar) {
            case (nil, " "), (nil, "\t"), (nil, "\n"), (nil, "\r"):
                if isInWord { words.append(String(word)) }
                word = String.UnicodeScalarView()
                isInWord = false
                continue
            case (nil, "'"), (nil, "\""):
                quote = scalar
            case (let open?, let close) where open == close:
                quote = nil
            case (nil, "\\"), ("\"", "\\"):
                guard let escaped = scalars.next() else { throw .noEscapedCharacter }
                // Inside double quotes a backslash only escapes the quote and itself.
                if quote != nil, escaped != "\"", escaped != "\\" { word.append("\\") }
                word.append(escaped)
            default:
                word.append(scalar)
            }
            isInWord = true
        }
        guard quote == nil else { throw .noClosingQuotation }
        if isInWord { words.append(String(word)) }
        return words
    }
}
