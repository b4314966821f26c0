// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// The file that tells others our process number: `PID` and a newline.
public struct PIDFile: Sendable {
    public let path: String
    private let identity: FileIdentity
    private let contents: String

    /// Writes this process's number to `path`, replacing what is there.
    ///
    /// Throws what open(2) and write(2) refuse.
    public init(writingTo path: String) throws(SystemError) {
        contents = "\(getpid())\n"
        self.path = path
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
        let descriptor = try checked("open", on: path, open(path, flags, 0o644))
        close(descriptor)
        try FileContents.write(contents, to: path)
        identity = try FileIdentity(ofPath: path)
    }

    /// Removes the file, unless somebody has replaced it or written another number into it.
    public func remove() {
        guard let found = try? FileIdentity(ofPath: path), found == identity,
            let bytes = try? FileContents.read(path), bytes.elementsEqual(contents.utf8)
        else { return }
        unlink(path)
    }
}
