// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a document, and where.
public struct RPCSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In bytes from the start of the document.
    public var offset: Int
    /// Counted from 1.
    public var line: Int
    /// Counted from 1, in bytes.
    public var column: Int
    /// What was found there, in words.
    public var message: String

    /// Finds the line and the column of an offset.
    init(_ message: String, at offset: Int, in document: [UInt8]) {
        let before = document.prefix(offset)
        let newline = UInt8(ascii: "\n")
        self.message = message
        self.offset = offset
        line = 1 + before.count { $0 == newline }
        column = offset - (before.lastIndex(of: newline) ?? -1)
    }

    /// `line 3, column 14: </value> is missing`.
    public var description: String { "line \(line), column \(column): \(message)" }
}
