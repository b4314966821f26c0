// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetConfig
import FleetLinux
import FleetModel

/// `fleetctl check`: reads the file here, and needs no server.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration and print every finding.",
        usage: "fleetctl check [<options>] [<file>]",
        discussion: "Exits with 2 if there are errors, with 1 if --strict is given and there are warnings, else with 0."
    )

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Let warnings count as a failure.")
    var strict = false

    @Flag(help: "Show the processes that the sections become.")
    var expand = false

    @Argument(help: "The configuration; by default the one that supervisord would take.")
    var file: String?

    func run() throws {
        let console = Console.standard
        let surroundings = LinuxSurroundings()
        let path: String
        do throws(LocationError) {
            path = if let file { file } else { try Location.configuration(options, surroundings) }
        } catch {
            try console.report(error, json: options.json)
            throw ExitCode(CommandStatus.invalidArguments.rawValue)
        }
        let finding: CheckDocument
        do {
            let configuration = try ConfigurationReader.read(path: path, in: surroundings)
            finding = CheckDocument(file: path, diagnostics: configuration.warnings, plan: configuration.fleet)
        } catch {
            finding = CheckDocument(file: path, diagnostics: error.diagnostics, plan: nil)
        }
        if options.json {
            console.write(try JSONText.encode(finding, indented: true) + [UInt8(ascii: "\n")])
        } else {
            console.write(finding.lines(expand: expand))
        }
        let status = finding.status(strict: strict)
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

/// What a check found.
struct CheckDocument: Encodable {
    /// One process that the configuration makes.
    struct Process: Encodable {
        var name: String
        var section: String
        var command: String
    }

    var file: String
    var diagnostics: [Diagnostic]
    /// Absent where there are errors.
    var processes: [Process]?

    init(file: String, diagnostics: [Diagnostic], plan: FleetPlan?) {
        self.file = file
        self.diagnostics = diagnostics
        processes = plan?.groups.flatMap(\.workers).map {
            Process(name: $0.name.description, section: $0.section, command: $0.launch.command)
        }
    }

    private var errors: Int { diagnostics.count { $0.severity == .error } }
    private var warnings: Int { diagnostics.count { $0.severity == .warning } }

    func lines(expand: Bool) -> [String] {
        let expanded = expand ? processes ?? [] : []
        return diagnostics.map(\.description) + expanded.map { "\($0.name) [\($0.section)]: \($0.command)" } + [summary]
    }

    /// `fleet.conf: 4 processes, 1 warning`.
    private var summary: String {
        var parts: [String] = []
        if let processes { parts.append(Self.count(processes.count, "process", "processes")) }
        if errors > 0 { parts.append(Self.count(errors, "error", "errors")) }
        parts.append(warnings > 0 ? Self.count(warnings, "warning", "warnings") : "no warnings")
        return "\(file): \(parts.joined(separator: ", "))"
    }

    private static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    func status(strict: Bool) -> CommandStatus {
        if errors > 0 { return .invalidArguments }
        return strict && warnings > 0 ? .failure : .success
    }
}

/// `fleetctl help-config`.
struct HelpConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help-config",
        abstract: "Explain a section or a key of the configuration.",
        usage: "fleetctl help-config [<options>] [<topic>]"
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("Such as program or stopsignal; a list of sections by default.", valueName: "topic"))
    var topic: String?

    func run() throws {
        guard let text = topic.map({ Schema.help(section: $0) ?? Schema.help(key: $0) }) ?? Schema.overview else {
            let message = "no section and no key is called \(topic ?? "")"
            let near = topic.flatMap(Schema.nearest).map { "did you mean \($0)?" }
            let hint = near ?? "`fleetctl help-config` lists the sections"
            try Console.standard.fail(message, hint: hint, json: options.json)
            throw ExitCode(CommandStatus.failure.rawValue)
        }
        if options.json {
            Console.standard.write(try JSONText.encode(["help": text], indented: true) + [UInt8(ascii: "\n")])
        } else {
            Console.standard.write(Array(text.utf8))
        }
    }
}
