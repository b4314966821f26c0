// SPDX-License-Identifier: Apache-2.0

import FleetClient
import Glibc

/// What a person types and nobody else should see.
public enum Secret {
    /// Asks on stderr for a line of the terminal that stdin is; nil where none comes.
    ///
    /// Ctrl-C ends the program, with the terminal as it was.
    public static func ask(_ question: String) -> String? {
        let complain = ShellOutput.standard.complain
        let input = PlainInput(output: ShellOutput(write: complain, complain: complain))
        do {
            return try input.secret(for: question)
        } catch {
            if error == .interrupted { SignalPipe.succumb(to: SIGINT) }
            return nil
        }
    }
}
