// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// The pipes between us and a process to be.
///
/// Of the kernel's default size: who reads a busy one widens it, while a thousand wide ones would exceed what a user may have (pipe(7)).
struct LaunchPipes {
    let stdin: Pipe
    let stdout: Pipe
    /// nil where stderr goes where stdout goes.
    let stderr: Pipe?

    /// Makes all of them, or none.
    init(redirectStderr: Bool) throws(SystemError) {
        var made: [Pipe] = []
        do {
            for _ in 0..<(redirectStderr ? 2 : 3) { made.append(try Pipe()) }
            for end in [made[0].writeEnd] + made.dropFirst().map(\.readEnd) {
                try checked("fcntl", on: "pipe", fcntl(end, F_SETFL, O_NONBLOCK))
            }
        } catch {
            for pipe in made { pipe.close() }
            throw error
        }
        (stdin, stdout, stderr) = (made[0], made[1], redirectStderr ? nil : made[2])
    }

    /// The ends that become descriptors 0, 1 and 2 of the process.
    var theirs: (Int32, Int32, Int32) {
        (stdin.readEnd, stdout.writeEnd, (stderr ?? stdout).writeEnd)
    }

    /// Once the process has its copies.
    ///
    /// They are closed here, or we would never see the end of its output.
    func closeTheirs() {
        close(stdin.readEnd)
        close(stdout.writeEnd)
        if let stderr { close(stderr.writeEnd) }
    }

    func closeAll() {
        stdin.close()
        stdout.close()
        stderr?.close()
    }
}
