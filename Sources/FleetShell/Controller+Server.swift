// SPDX-License-Identifier: Apache-2.0

import FleetRPC

// What is done to the server itself: shutdown, reload, open.

extension Controller {
    func shutdown(_ argument: String) throws(CallFailure) {
        guard argument.isEmpty else { return complain("Error: shutdown accepts no arguments", about: .shutdown) }
        guard try isMeant("Really shut the remote supervisord process down y/N? ") else { return }
        do {
            _ = try server.call("shutdown")
        } catch {
            return try explainShutdown(error)
        }
        output.line("Shut down")
    }

    private func explainShutdown(_ failure: CallFailure) throws(CallFailure) {
        if let fault = failure.fault, fault.isCode(.shutdownState) {
            return output.line("ERROR: already shutting down")
        }
        exitStatus = .generic
        if failure.isRefusedConnection {
            output.line("ERROR: \(server.url) refused connection (already shut down?)")
        } else if failure.isMissingSocket {
            output.line("ERROR: \(server.url) no such file (already shut down?)")
        } else {
            throw failure
        }
    }

    func reload(_ argument: String) throws(CallFailure) {
        guard argument.isEmpty else { return complain("Error: reload accepts no arguments", about: .reload) }
        guard try isMeant("Really restart the remote supervisord process y/N? ") else { return }
        do {
            _ = try server.call("restart")
        } catch {
            return try sayShuttingDown(error, "ERROR: already shutting down")
        }
        output.line("Restarted supervisord")
    }

    /// Whoever types is asked, scripts aren't.
    private func isMeant(_ question: String) throws(CallFailure) -> Bool {
        guard isInteractive else { return true }
        return try input.answer(to: question).lowercased().hasPrefix("y")
    }

    func open(_ argument: String) throws(CallFailure) {
        let scheme = argument.prefix { $0 != ":" }.lowercased()
        guard argument.contains(":"), scheme == "unix" || scheme == "http" else {
            exitStatus = .generic
            return output.line("ERROR: url must be http:// or unix://")
        }
        server.url = argument
        let before = exitStatus
        try status("")
        exitStatus = before
    }
}
