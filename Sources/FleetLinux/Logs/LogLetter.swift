// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What the log thread is asked to do.
enum LogLetter: Sendable {
    /// This worker exists, or has a new plan.
    case register(LogRegistration)
    /// This worker has a new process.
    case attach(LogRegistration, LogPipes)
    case retire(WorkerID, WorkerName)
    case mainLog(MainLogPlan)
    case reopen
    case clear(LogCarrier.Log)
    case tail(LogCarrier.Log, last: Int, CheckedContinuation<Result<[UInt8], Refusal>, Never>)
    case read(LogCarrier.Log, LogSpan, CheckedContinuation<Result<LogSlice, Refusal>, Never>)
    case follow(LogCarrier.Log, last: Int, CheckedContinuation<Result<AsyncStream<LogPiece>, Refusal>, Never>)
    /// There is room again for what listeners say.
    case room
    /// Drain and end, at the latest at this instant.
    case finish(Instant)
}

/// The read ends of the pipes of one process.
struct LogPipes: Sendable {
    var pid: PID
    var descriptors: [OutputChannel: Int32]
    /// Its stdout is what an event listener says to us.
    var holdsDialogue: Bool
}
