// SPDX-License-Identifier: Apache-2.0

/// The parameters of a call, read as Supervisor's Python reads them: it declares no types, and some clients lean on that.
struct Arguments: Sendable {
    let values: [RPCValue]

    init(_ values: [RPCValue]) {
        self.values = values
    }

    /// Whether to wait, at this place; true where it is left out.
    ///
    /// Any value counts as in an `if` of Python.
    func wait(_ index: Int) -> Bool {
        index < values.count ? values[index].isTruthy : true
    }

    /// The name of a process, which must be text: Supervisor fails on anything else.
    func processName(_ index: Int) throws(CallFailure) -> ProcessName {
        guard let text = try values[index].text else { throw .error("the name of a process has to be a string") }
        return ProcessName(text)
    }

    /// The name of a group, which is looked up in a table, so a number is only a name that isn't there.
    func groupName(_ index: Int) throws(CallFailure) -> String {
        switch values[index] {
        case .array, .structure: throw .fault(.incorrectParameters)
        case .int, .boolean, .string, .double, .dateTime, .base64, .null: try values[index].words
        }
    }

    /// What Python's `int` makes of it.
    func integer(_ index: Int) throws(CallFailure) -> Int {
        let number: Int?
        switch values[index] {
        case .int(let value): number = Int(value)
        case .boolean(let truth): number = truth ? 1 : 0
        case .double(let value): number = Int(exactly: value.rounded(.towardZero))
        case .string, .base64: number = try values[index].words.pythonInteger
        case .dateTime, .array, .structure, .null: throw .fault(.incorrectParameters)
        }
        guard let number else { throw .error("\(try values[index].words) is no number") }
        return number
    }
}

extension RPCValue {
    /// Text, or the text in a base 64 value; nil for anything else.
    var text: String? {
        get throws(CallFailure) {
            switch self {
            case .string(let text): return text
            case .base64(let bytes):
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw .malformed("base 64 of text that is not UTF-8")
                }
                return text
            case .int, .boolean, .double, .dateTime, .array, .structure, .null: return nil
            }
        }
    }

    /// How Python writes the value in a message.
    var words: String {
        get throws(CallFailure) {
            switch self {
            case .int(let number): return String(number)
            case .boolean(let truth): return truth ? "True" : "False"
            case .double(let number): return String(number)
            case .dateTime(let text): return text
            case .null: return "None"
            case .array: return "an array"
            case .structure: return "a struct"
            case .string, .base64: return try text ?? ""
            }
        }
    }

    fileprivate var isTruthy: Bool {
        switch self {
        case .int(let number): number != 0
        case .boolean(let truth): truth
        case .string(let text): !text.isEmpty
        case .double(let number): number != 0
        case .dateTime: true
        case .base64(let bytes): !bytes.isEmpty
        case .array(let values): !values.isEmpty
        case .structure(let members): !members.isEmpty
        case .null: false
        }
    }
}

extension String {
    /// As Python's `int` reads text: space around it and single underscores between digits are fine.
    fileprivate var pythonInteger: Int? {
        let trimmed = self.drop(while: \.isWhitespace)
        let body = trimmed.lastIndex { !$0.isWhitespace }.map { trimmed[...$0] } ?? ""
        guard !body.hasPrefix("_"), !body.hasSuffix("_"), !body.contains("__"), !body.contains("-_"),
            !body.contains("+_")
        else { return nil }
        return Int(body.filter { $0 != "_" })
    }
}
