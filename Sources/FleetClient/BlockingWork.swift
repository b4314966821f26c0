// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Work that waits for the kernel, on a thread of its own.
///
/// The threads that Swift's tasks run on are as few as the processors, and a task that blocks one of them may be what another task on
/// it would have to answer. A thread costs some 30 us, which is nothing to a program that makes a handful of requests.
enum BlockingWork {
    /// A closure that can be handed through C.
    private final class Parcel {
        let run: () -> Void

        init(_ run: @escaping () -> Void) {
            self.run = run
        }
    }

    static func run<Value: Sendable, Fault: Error>(
        _ work: @escaping @Sendable () throws(Fault) -> Value
    ) async -> Result<Value, Fault> {
        await withCheckedContinuation { done in
            detach { done.resume(returning: Result(catching: work)) }
        }
    }

    /// pthread_create(3), detached; where there is no thread to be had, the work is done here and now.
    private static func detach(_ run: @escaping @Sendable () -> Void) {
        let parcel = Unmanaged.passRetained(Parcel(run))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                if let argument { Unmanaged<Parcel>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            },
            parcel.toOpaque()
        )
        if code == 0 {
            pthread_detach(thread)
        } else {
            parcel.takeRetainedValue().run()
        }
    }
}
