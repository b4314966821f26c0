// SPDX-License-Identifier: Apache-2.0

/// Ends the program, with a line that says why, when one of our own promises is broken.
///
/// On in release builds too.
///
/// `precondition` would print nothing under `-O`; `fatalError` always prints.
@inlinable
public func invariant(
    _ condition: @autoclosure () -> Bool,
    _ message: @autoclosure () -> String,
    file: StaticString = #fileID,
    line: UInt = #line
) {
    if !condition() { broken(message(), file: file, line: line) }
}

/// Ends the program at a place that a correct program never reaches.
@inlinable
public func broken(_ message: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
    fatalError("broken invariant: \(message)", file: file, line: line)
}
