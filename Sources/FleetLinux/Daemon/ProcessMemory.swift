// SPDX-License-Identifier: Apache-2.0

import CLinux

/// What a daemon of many days does about memory that only its start needed.
public enum ProcessMemory {
    /// Gives the free blocks of the heap back to the kernel (malloc_trim(3)), since reading a configuration leaves many, and keeps
    /// hardly any from then on: one answer about a thousand processes would leave megabytes.
    public static func settle() {
        clinux_trim_heap()
    }
}
