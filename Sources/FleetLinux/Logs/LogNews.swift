// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What the control thread hears of the log thread.
///
/// A trouble is told once, and its end once. The messages name the file, what is wrong with it, and how much is missing.
/// What carries bytes holds room until ``LogCarrier/taken(_:)`` is called with it.
public enum LogNews: Hashable, Sendable {
    /// This worker's output can't be written.
    case trouble(WorkerID, OutputChannel, message: String)
    case recovered(WorkerID, OutputChannel, message: String)
    /// The main log itself can't be written.
    case mainTrouble(message: String)
    case mainRecovered(message: String)
    /// A chunk of output, whose events are enabled.
    case output(WorkerID, PID, OutputChannel, [UInt8])
    /// What stood between the marks for event listeners.
    case communication(WorkerID, PID, OutputChannel, [UInt8])
    /// What an event listener wrote to its stdout: every byte, in order, and none lost; nothing at all for its end.
    case dialogue(WorkerID, PID, [UInt8])

    static func trouble(_ log: LogCarrier.Log, _ message: String) -> Self {
        switch log {
        case .main: .mainTrouble(message: message)
        case .worker(let id, let channel): .trouble(id, channel, message: message)
        }
    }

    static func recovered(_ log: LogCarrier.Log, _ message: String) -> Self {
        switch log {
        case .main: .mainRecovered(message: message)
        case .worker(let id, let channel): .recovered(id, channel, message: message)
        }
    }
}
