// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A null-terminated array of C strings, as execve(2) takes its arguments; to be deallocated by whoever made it.
struct CStrings {
    private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        pointers = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() {
            (pointers + index).initialize(to: strdup(string))
        }
        (pointers + count).initialize(to: nil)
    }

    var array: UnsafePointer<UnsafeMutablePointer<CChar>?> { UnsafePointer(pointers) }

    func deallocate() {
        for index in 0..<count { free(pointers[index]) }
        pointers.deallocate()
    }
}
