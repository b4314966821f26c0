// SPDX-License-Identifier: Apache-2.0

/// Why a value can't be used, before it is known where it stands.
struct Malformed: Error, Hashable {
    var message: String
    var hint: String?
    /// A stable word, as ``FleetModel/Diagnostic`` has it.
    var code: String

    init(_ message: String, code: String = "bad-value", hint: String? = nil) {
        // A value may have several lines, a message has one.
        self.message = message.replacing("\n", with: "\\n")
        self.code = code
        self.hint = hint
    }
}
