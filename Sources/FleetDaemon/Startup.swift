// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetLinux
import FleetModel
import Glibc

/// From the command line to a running supervisor and back to an exit status.
///
/// The order is what makes a start safe. Signals are blocked before there is a second thread. The sockets are bound before anything of a
/// supervisor that already runs could be touched: its pidfile, its logs. The fork into the background comes before the first thread. The
/// command returns when the sockets are answered and the workers launched.
public enum Startup {
    /// Runs supervisord with these arguments, the first being its own name.
    ///
    /// Returns the exit status: 0 after a shutdown, 1 after an end that nobody asked for, 2 where it could not start (Supervisor 4.3 options.py, `usage`).
    public static func run(_ arguments: [String]) -> Int32 {
        do {
            try StandardDescriptors.ensureOpen()
            try Signals.blockAll()
            let executable = arguments.first ?? "supervisord"
            let flags = try DaemonFlags(Array(arguments.dropFirst()))
            switch flags.purpose {
            case .help: Console.say(DaemonFlags.help)
            case .version: Console.say(fleetVersion)
            case .run: return try start(flags, executable: executable)
            }
            return 0
        } catch let error as UsageError {
            return refuse(error.text(program: arguments.first ?? "supervisord"))
        } catch let invalid as InvalidConfiguration {
            return refuse(invalid.diagnostics.map(\.description).joined(separator: "\n"))
        } catch let error as SystemError {
            return refuse("Error: \(error.words)")
        } catch let error as StartupError {
            return refuse("Error: \(error.message)")
        } catch let shortfall as LimitShortfall {
            return refuse("Error: \(shortfall)")
        } catch {
            return refuse("Error: \(error)")
        }
    }

    private static func start(_ flags: DaemonFlags, executable: String) throws -> Int32 {
        let named = try configurationPath(flags, executable: executable)
        let overrides = flags.overrides
        // The world as it is now: the directory may change before the file is read again.
        let surroundings = LinuxSurroundings()
        let path = named.hasPrefix("/") ? named : "\(surroundings.currentDirectory)/\(named)"
        let configuration = try read(path, overrides, surroundings).get()
        let plan = configuration.daemon
        for remark in flags.remarks { Console.complain("supervisord: \(remark)") }
        if let account = plan.account { try Privileges.drop(to: account) }
        try ProcessLimits.raise(descriptors: UInt64(plan.minimumFiles), processes: UInt64(plan.minimumProcesses))
        let servers = try Servers(configuration.servers)
        let echoes = plan.staysInForeground && !plan.isSilent
        let options = Options(restartsOnHangup: flags.restartsOnHangup, echoesToStdout: echoes) {
            read(path, overrides, surroundings)
        }
        defer { servers.remove() }
        guard !PIDFile.isHeld(plan.pidFile) else {
            throw StartupError(
                "another supervisord is running with the pidfile \(plan.pidFile), though its socket is gone or another one.\n"
                    + "    hint: end that one first, or give this one a pidfile of its own"
            )
        }
        tellOfWarnings(configuration)
        let background = try detach(plan)
        return try supervise(configuration, options, servers, background)
    }

    private static func read(
        _ path: String,
        _ overrides: [String: String],
        _ surroundings: LinuxSurroundings
    ) -> ReadConfiguration {
        do {
            return .success(try ConfigurationReader.read(path: path, in: surroundings, overrides: overrides))
        } catch {
            return .failure(error)
        }
    }

    /// The rest happens in the process that stays.
    private static func supervise(
        _ configuration: Configuration,
        _ options: Options,
        _ servers: Servers,
        _ background: Daemonizer?
    ) throws(SystemError) -> Int32 {
        try Privileges.becomeSubreaper()
        let plan = configuration.daemon
        let post = try PostOffice(plan, echoesToStdout: options.echoesToStdout)
        try post.logs.start()
        defer { post.logs.finish(within: .seconds(2)) }
        let supervisor = try Supervisor(configuration, options: options, post: post, servers: servers)
        supervisor.whenUp = { () throws(SystemError) in try background?.ready() }
        tellFirst(configuration, servers, post.logs.mainLog)
        let pidFile = writePIDFile(plan.pidFile, post.logs.mainLog)
        defer { pidFile?.remove() }
        defer { supervisor.processes.end() }
        do {
            try supervisor.run()
        } catch {
            post.logs.mainLog.write(.critical, "the control loop can't go on: \(error.words)")
            throw error
        }
        return supervisor.failure == nil ? 0 : 1
    }

    /// Who starts it in the background sees no log, so what the log says of the configuration is at least counted.
    private static func tellOfWarnings(_ configuration: Configuration) {
        let count = configuration.warnings.count
        guard count > 0, !configuration.daemon.staysInForeground else { return }
        Console.complain(
            "supervisord: \(count) \(count == 1 ? "warning" : "warnings") about the configuration; to see "
                + "\(count == 1 ? "it" : "them"): fleetctl check \(configuration.path)"
        )
    }

    private static func configurationPath(_ flags: DaemonFlags, executable: String) throws(StartupError) -> String {
        if let path = flags.configurationFile { return path }
        if getuid() == 0 {
            Console.complain(
                "Supervisord is running as root and it is searching for its configuration file in default locations "
                    + "(including its current working directory); you probably want to name it by its absolute path: "
                    + "supervisord -c FILE"
            )
        }
        let candidates = SearchPath.candidates(executable: executable)
        let surroundings = LinuxSurroundings()
        if let found = candidates.first(where: surroundings.exists) { return found }
        throw StartupError(
            "no configuration file found: none of \(candidates.joined(separator: ", ")) exists\n"
                + "    hint: name one: supervisord -c FILE"
        )
    }

    /// Old automatic logs go only now, when it is certain that no other supervisor is using them.
    private static func tellFirst(_ configuration: Configuration, _ servers: Servers, _ log: MainLog) {
        let plan = configuration.daemon
        plan.removeOldLogs(log)
        for finding in configuration.warnings { log.write(.warn, "configuration: \(finding)") }
        if getuid() == 0, plan.account == nil {
            log.write(
                .critical,
                "Supervisor is running as root.  Privileges were not dropped because no user is specified in the config "
                    + "file.  If you intend to run as root, you can set user=root in the config file to avoid this message."
            )
        }
        if servers.addresses.isEmpty {
            log.write(.warn, "no [unix_http_server] section: fleetctl has no way to reach this supervisor")
        }
        for address in servers.addresses { log.write(.info, "listening on \(address)") }
        log.write(.info, "supervisord started with pid \(getpid())")
    }

    private static func detach(_ plan: DaemonPlan) throws(SystemError) -> Daemonizer? {
        // Process 1 has nowhere to go: its end is the end of the container.
        guard plan.staysInForeground || getpid() == 1 else {
            return try Daemonizer.detach(directory: plan.directory, umask: plan.umask)
        }
        umask(mode_t(plan.umask))
        if let directory = plan.directory, chdir(directory) != 0 {
            throw SystemError("chdir", errno: errno, subject: directory)
        }
        return nil
    }

    /// A pidfile that can't be written is no reason not to supervise (Supervisor 4.3 options.py, `write_pidfile`).
    private static func writePIDFile(_ path: String, _ log: MainLog) -> PIDFile? {
        do {
            return try PIDFile(writingTo: path)
        } catch {
            log.write(.critical, "could not write pidfile: \(error.words)")
            return nil
        }
    }

    private static func refuse(_ message: String) -> Int32 {
        Console.complain(message)
        return 2
    }
}

/// Why supervisord can't start, in words.
struct StartupError: Error {
    var message: String

    init(_ message: String) {
        self.message = message
    }
}
