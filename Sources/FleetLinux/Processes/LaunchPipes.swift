// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// The pipes between us and a process to be.
///
/// Of the kernel's default size: who reads a busy one widens it, while a thousand wide ones would exceed what a user may have (pipe(7)).
struct LaunchPipes {
    /// nil where stdin is a socket.
    let stdin: Pipe?
    let stdout: Pipe
    /// nil where stderr goes where stdout goes.
    let stderr: Pipe?

    /// Makes all of them, or none.
    init(forStdin: Bool, redirectStderr: Bool) throws(SystemError) {
        var outputs: [Pipe] = []
        var input: Pipe?
        do {
            for _ in 0..<(redirectStderr ? 1 : 2) { outputs.append(try Pipe()) }
            if forStdin { input = try Pipe() }
            for end in outputs.map(\.readEnd) + (input.map { [$0.writeEnd] } ?? []) {
                try checked("fcntl", on: "pipe", fcntl(end, F_SETFL, O_NONBLOCK))
            }
        } catch {
            for pipe in outputs { pipe.close() }
            input?.close()
            throw error
        }
        (stdin, stdout, stderr) = (input, outputs[0], redirectStderr ? nil : outputs[1])
    }

    /// The ends that become descriptors 1 and 2 of the process.
    var theirOutputs: (Int32, Int32) {
        (stdout.writeEnd, (stderr ?? stdout).writeEnd)
    }

    /// Once the process has its copies.
    ///
    /// They are closed here, or we would never see the end of its output.
    func closeTheirs() {
        if let stdin { close(stdin.readEnd) }
        close(stdout.writeEnd)
        if let stderr { close(stderr.writeEnd) }
    }

    func closeAll() {
        stdin?.close()
        stdout.close()
        stderr?.close()
    }
}
