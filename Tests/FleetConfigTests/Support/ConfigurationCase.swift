// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetModel
import Testing

/// One small configuration and what becomes of it; the outcomes are those of Supervisor 4.3.0 itself.
struct ConfigurationCase: CustomTestStringConvertible {
    enum Outcome {
        /// It is accepted, and this is what it means (``Rendering``).
        case reads(String)
        /// It is refused, with an error of this code.
        case refused(String)
    }

    let name: String
    let text: String
    let files: [String: String]
    let outcome: Outcome

    /// `including` are further files, by their path from the configuration's directory.
    init(_ name: String, _ text: String, including files: [String: String] = [:], _ outcome: Outcome) {
        self.name = name
        self.text = text
        self.files = files
        self.outcome = outcome
    }

    /// A program `a` with `command=/bin/echo` and these keys, which mean these fields.
    static func program(_ name: String, _ keys: String, means fields: String) -> Self {
        let line = fields.isEmpty ? "" : "; \(fields)"
        return Self(name, text(keys), .reads("group a 999\n  a: command=/bin/echo\(line)"))
    }

    /// A program `a` with `command=/bin/echo` and these keys, which are refused with an error of this code.
    static func program(_ name: String, _ keys: String, refused code: String) -> Self {
        Self(name, text(keys), .refused(code))
    }

    private static func text(_ keys: String) -> String { "[supervisord]\n[program:a]\ncommand=/bin/echo\n\(keys)\n" }

    var testDescription: String { name }

    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        let result = Result { () throws(InvalidConfiguration) in
            try FakeWorld(text, including: files).configuration()
        }
        switch (result, outcome) {
        case (.success(let configuration), .reads(let expected)):
            #expect(Rendering.text(of: configuration) == expected, sourceLocation: sourceLocation)
        case (.failure(let invalid), .refused(let code)):
            let codes = invalid.diagnostics.filter { $0.severity == .error }.map(\.code)
            #expect(codes.contains(code), "\(codes)", sourceLocation: sourceLocation)
        case (.success(let configuration), .refused):
            Issue.record("accepted: \(Rendering.text(of: configuration))", sourceLocation: sourceLocation)
        case (.failure(let invalid), .reads):
            Issue.record("refused: \(invalid.diagnostics)", sourceLocation: sourceLocation)
        }
    }
}
