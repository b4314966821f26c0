// SPDX-License-Identifier: Apache-2.0

import CLinux

/// What a daemon of many days does about memory that only its start needed.
public enum ProcessMemory {
    /// Gives the free blocks of the heap back to the kernel (malloc_trim(3)), since reading a configuration leaves many, and keeps
    /// hardly any from then on: one answer about a thousand processes would leave megabytes.
    public static func settle() {
        clinux_trim_heap()
    }

    /// Lets go of the code that ran until now: of a start and of requests an idle supervisor needs next to nothing.
    ///
    /// The pages are the program file's, unchanged. Whatever runs again is mapped again, from the page cache, at a microsecond or two for
    /// each stretch of 64 KiB.
    public static func rest() {
        settle()
        clinux_release_code()
    }
}
