// SPDX-License-Identifier: Apache-2.0

/// Why a value can't be used, before it is known where it stands.
struct Malformed: Error, Hashable {
    var message: String
    var hint: String?
    /// A stable word, as ``FleetModel/Diagnostic`` has it.
    var code: String

    init(_ message: String, code: String = "bad-value", hint: String? = nil) {
        self.message = message
        self.code = code
        self.hint = hint
    }
}
