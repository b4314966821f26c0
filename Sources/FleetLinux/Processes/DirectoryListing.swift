// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// What is in a directory (readdir(3)).
enum DirectoryListing {
    /// All names that don't start with a dot, in no order; throws what opendir(3) refuses.
    static func names(in directory: String) throws(SystemError) -> [String] {
        try names(in: directory) { _ in true }
    }

    /// The names of directories, likewise.
    static func directories(in directory: String) throws(SystemError) -> [String] {
        try names(in: directory) { $0 == DT_DIR }
    }

    private static func names(in directory: String, where isWanted: (_ type: Int) -> Bool) throws(SystemError)
        -> [String]
    {
        guard let stream = opendir(directory) else { throw SystemError("opendir", errno: errno, subject: directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), isWanted(Int(entry.pointee.d_type)) { names.append(name) }
        }
        return names
    }
}
