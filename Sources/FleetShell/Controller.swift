// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetModel
import FleetRPC
import Glibc

/// Supervisor's client: carries out lines of commands, one after the other, and remembers what they came to.
///
/// Words, order and exit statuses are those of Supervisor 4.3 (supervisorctl.py, `Controller` and `DefaultControllerPlugin`); scripts
/// read them.
final class Controller {
    let server: SupervisorServer
    let output: ShellOutput
    let input: any LineInput
    /// Whether the user may be asked.
    let isInteractive: Bool
    /// The status of the last command that failed: no later success takes it back.
    var exitStatus = ExitStatus.success
    /// The processes whose names can be completed, as of the last command.
    private var completable: [ProcessRow]?

    init(server: SupervisorServer, output: ShellOutput, input: any LineInput, isInteractive: Bool) {
        self.server = server
        self.output = output
        self.input = input
        self.isInteractive = isInteractive
    }

    /// Carries out one line; true where it ends the shell.
    func carryOut(_ text: String) -> Bool {
        let line = ShellLine(text)
        completable = nil
        switch line.kind {
        case .nothing: return false
        case .unknown:
            output.line("*** Unknown syntax: \(line.text)")
            exitStatus = .generic
            return false
        case .end:
            output.line("")
            return true
        case .command(let name, let argument):
            return carryOut(name, argument)
        }
    }

    /// Whatever goes wrong ends in a line and a status, as in Supervisor.
    private func carryOut(_ name: CommandName, _ argument: String) -> Bool {
        do throws(CallFailure) {
            return try runLoggedIn(name, argument)
        } catch {
            output.line(error == .interrupted ? "" : "error: \(error.text)")
            exitStatus = .generic
            return false
        }
    }

    /// A shell asks for the password where the server does.
    private func runLoggedIn(_ name: CommandName, _ argument: String) throws(CallFailure) -> Bool {
        while true {
            do {
                return try run(name, argument)
            } catch {
                guard case .http(401, _) = error else { throw error }
                output.line("Server requires authentication")
                guard isInteractive else { throw error }
                try logIn()
            }
        }
    }

    private func run(_ name: CommandName, _ argument: String) throws(CallFailure) -> Bool {
        switch name {
        case .add: try add(argument)
        case .avail: try avail(argument)
        case .clear: try clear(argument)
        case .exit, .quit:
            output.line("")
            return true
        case .fg: try foreground(argument)
        case .help: help(argument)
        case .maintail: try mainTail(argument)
        case .open: try open(argument)
        case .pid: try pid(argument)
        case .reload: try reload(argument)
        case .remove: try remove(argument)
        case .reread: try reread(argument)
        case .restart: try restart(argument)
        case .shutdown: try shutdown(argument)
        case .signal: try signal(argument)
        case .start: try start(argument)
        case .status: try status(argument)
        case .stop: try stop(argument)
        case .tail: try tail(argument)
        case .update: try update(argument)
        case .version: try version(argument)
        }
        return false
    }

    private func logIn() throws(CallFailure) {
        let username = try input.answer(to: "Username:")
        let password = try input.secret(for: "Password:")
        output.line("")
        (server.username, server.password) = (username, password)
    }

    /// Whether the server is there and speaks Supervisor's version of the interface; says so where it isn't.
    func isUp() throws(CallFailure) -> Bool {
        let version: String
        do {
            version = try server.call("getVersion").asText()
        } catch {
            return try explain(error)
        }
        guard version == Self.interfaceVersion else {
            output.line(
                "Sorry, this version of supervisorctl expects to talk to a server with API version "
                    + "\(Self.interfaceVersion), but the remote version is \(version)."
            )
            exitStatus = .notInstalled
            return false
        }
        return true
    }

    private func explain(_ failure: CallFailure) throws(CallFailure) -> Bool {
        if case .fault(let fault) = failure, fault.isCode(.unknownMethod) {
            output.line(
                "Sorry, supervisord responded but did not recognize the supervisor namespace commands that supervisorctl uses "
                    + "to control it.  Please check that the [rpcinterface:supervisor] section is enabled in the "
                    + "configuration file (see sample.conf)."
            )
            exitStatus = .unimplementedFeature
        } else if failure.isRefusedConnection {
            output.line("\(server.url) refused connection")
            exitStatus = .insufficientPrivileges
        } else if failure.isMissingSocket {
            output.line("\(server.url) no such file")
            exitStatus = .notRunning
        } else {
            throw failure
        }
        return false
    }

    /// Complains about the use of a command, and explains it.
    func complain(_ message: String, about name: CommandName, status: ExitStatus = .generic) {
        output.line(message)
        exitStatus = status
        output.lines(name.help)
    }

    /// The processes whose names can be completed; none where the server doesn't tell.
    func completableProcesses() -> [ProcessRow] {
        if let completable { return completable }
        var rows: [ProcessRow] = []
        do {
            for item in try server.call("getAllProcessInfo").asArray() { rows.append(try ProcessRow(item)) }
        } catch {
            // Nobody has asked for anything yet: the next command says what is wrong.
        }
        completable = rows
        return rows
    }

    private static let interfaceVersion = "3.0"
}

extension CallFailure {
    var isRefusedConnection: Bool {
        guard case .system(let error) = self else { return false }
        return error.errno == ECONNREFUSED
    }

    var isMissingSocket: Bool {
        guard case .system(let error) = self else { return false }
        return error.errno == ENOENT
    }

    /// The fault, where the server answered with one.
    var fault: Fault? {
        guard case .fault(let fault) = self else { return nil }
        return fault
    }
}
