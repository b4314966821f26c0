// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetModel
import Glibc

/// The interactive shell: `status` first, then line by line until the end of the input.
struct Shell {
    let server: SupervisorServer
    let settings: ShellSettings

    /// Where no signals can be caught, a terminal is read like a pipe: nobody could bring its mode into order again.
    func run() {
        guard TerminalInput.isPossible, let signals = try? SignalPipe.forTerminal() else {
            return run(PlainInput(output: .standard)) { _ in }
        }
        server.signals = signals
        let file = settings.historyFile.map(HistoryFile.init)
        let input = TerminalInput(output: .standard, signals: signals, history: file?.read() ?? History())
        run(input) { controller in
            input.completer = { line, cursor in
                Completion(line: line, cursor: cursor, processes: controller.completableProcesses)
            }
        }
        file?.write(input.history)
    }

    private func run(_ input: any LineInput, prepare: (Controller) -> Void) {
        let controller = Controller(server: server, output: .standard, input: input, isInteractive: true)
        prepare(controller)
        _ = controller.carryOut("status")
        while !controller.carryOut(nextLine(input) ?? "EOF") {}
    }

    /// nil at the end, and where there is no more to be had.
    private func nextLine(_ input: any LineInput) -> String? {
        do {
            return try input.line(prompt: "\(settings.prompt)> ")
        } catch {
            return nil
        }
    }
}
