// SPDX-License-Identifier: Apache-2.0

/// One finding about a configuration: where, what, and what to do.
public struct Diagnostic: Hashable, Sendable, Codable {
    public enum Severity: String, Hashable, Sendable, Codable {
        /// The configuration can't be used.
        case error
        /// It can, but a person should look.
        case warning
    }

    /// A place in a file.
    ///
    /// Lines and columns count from 1, columns in characters.
    public struct Location: Hashable, Sendable, Codable {
        public var file: String
        public var line: Int
        public var column: Int

        public init(file: String, line: Int, column: Int) {
            self.file = file
            self.line = line
            self.column = column
        }
    }

    public var severity: Severity
    /// nil where no file is to blame: a missing file, a flag.
    public var location: Location?
    /// A stable word for scripts and documentation, such as `unknown-key`.
    public var code: String
    public var message: String
    /// What to do about it.
    public var hint: String?

    public init(_ severity: Severity, _ code: String, _ message: String, at location: Location?, hint: String? = nil) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.hint = hint
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `fleet.conf:12:1: error: message` and, indented on a line of its own, the hint.
    public var description: String {
        var text = location.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
        text += "\(severity.rawValue): \(message)"
        if let hint { text += "\n    hint: \(hint)" }
        return text
    }
}
