// SPDX-License-Identifier: Apache-2.0

/// Where the shell's lines come from.
protocol LineInput: AnyObject {
    /// Shows the prompt and waits for a line of the shell; nil at the end of the input.
    func line(prompt: String) throws(CallFailure) -> String?

    /// Asks something in the middle of a command.
    func answer(to question: String) throws(CallFailure) -> String

    /// The same, unseen.
    func secret(for question: String) throws(CallFailure) -> String

    // For a command that waits for more than the input:

    /// Readable when ``receive()`` won't have to wait.
    var descriptor: Int32 { get }
    /// Takes in what has come.
    func receive()
    /// A line that has come and wasn't taken before.
    func nextLine() -> PendingLine
}

/// What there is of a line without waiting.
enum PendingLine: Hashable {
    case line(String)
    case notYet
    /// There won't be any more.
    case end
}
