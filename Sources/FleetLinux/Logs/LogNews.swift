// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What the control thread hears of the log thread.
///
/// A trouble is told once, and its end once. The messages name the file, what is wrong with it, and how much is missing.
public enum LogNews: Hashable, Sendable {
    /// This worker's output can't be written.
    case trouble(WorkerID, OutputChannel, message: String)
    case recovered(WorkerID, OutputChannel, message: String)
    /// The main log itself can't be written.
    case mainTrouble(message: String)
    case mainRecovered(message: String)

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
