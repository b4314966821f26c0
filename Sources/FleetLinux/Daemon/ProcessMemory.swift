// SPDX-License-Identifier: Apache-2.0

import CLinux

/// What a daemon of many days does about memory that only its start needed.
public enum ProcessMemory {
    /// Gives the free blocks of the heap back to the kernel (malloc_trim(3)): reading a configuration leaves many.
    public static func settle() {
        clinux_trim_heap()
    }
}
