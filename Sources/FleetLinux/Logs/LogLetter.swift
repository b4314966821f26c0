// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What the log thread is asked to do.
enum LogLetter: Sendable {
    /// This worker exists, or has a new plan.
    case register(LogRegistration)
    /// This worker has a new process, whose output these descriptors give.
    case attach(LogRegistration, [OutputChannel: Int32])
    case retire(WorkerID)
    case mainLog(MainLogPlan)
    case reopen
    case clear(LogCarrier.Log)
    case tail(LogCarrier.Log, last: Int, CheckedContinuation<Result<[UInt8], Refusal>, Never>)
    case follow(LogCarrier.Log, last: Int, CheckedContinuation<Result<AsyncStream<LogPiece>, Refusal>, Never>)
    /// Drain and end, at the latest at this instant.
    case finish(Instant)
}
