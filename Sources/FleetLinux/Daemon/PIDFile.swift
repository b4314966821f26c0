// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// The file that tells others our process number: `PID` and a newline.
///
/// It is locked (flock(2)) for as long as we live, however we end, so that a start can tell a running supervisor from a file left behind.
public struct PIDFile: Sendable {
    public let path: String
    private let identity: FileIdentity
    private let contents: String
    /// Holds the lock.
    private let descriptor: Int32

    /// Whether a living process holds the file at `path`.
    public static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// Writes this process's number to `path`, replacing what is there.
    ///
    /// Throws what open(2) and write(2) refuse, and EWOULDBLOCK where a living process holds the file.
    public init(writingTo path: String) throws(SystemError) {
        contents = "\(getpid())\n"
        self.path = path
        descriptor = try checked("open", on: path, open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644))
        do {
            try checked("flock", on: path, flock(descriptor, LOCK_EX | LOCK_NB))
            try checked("ftruncate", on: path, ftruncate(descriptor, 0))
            try FileContents.write(contents, to: path)
            identity = try FileIdentity(ofPath: path)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Removes the file, unless somebody has replaced it or written another number into it, and lets go of it.
    public func remove() {
        defer { close(descriptor) }
        guard let found = try? FileIdentity(ofPath: path), found == identity,
            let bytes = try? FileContents.read(path), bytes.elementsEqual(contents.utf8)
        else { return }
        unlink(path)
    }
}
