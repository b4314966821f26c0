// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// Ctrl-C while a program waits for something else.
public enum Interruption {
    private enum First<Value: Sendable>: Sendable {
        case ended(Result<Value, any Error>)
        case interrupted
    }

    /// What the work came to; nil where Ctrl-C comes first, and the work is cancelled.
    public static func race<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        let signals: SignalPipe
        do {
            signals = try SignalPipe([SIGINT])
        } catch {
            // Ctrl-C then ends the program as it would any other.
            return try await work()
        }
        let first = await withTaskGroup(of: First<Value>.self) { group in
            group.addTask {
                do {
                    return .ended(.success(try await work()))
                } catch {
                    return .ended(.failure(error))
                }
            }
            group.addTask {
                _ = await BlockingWork.run { Readiness.wait(for: [signals.descriptor]) }
                return .interrupted
            }
            let first = await group.next()
            group.cancelAll()
            signals.wake()
            return first
        }
        guard case .ended(let result) = first else { return nil }
        return try result.get()
    }
}
