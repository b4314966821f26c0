// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads a configuration file, with all it includes, into validated plans.
public enum ConfigurationReader {
    /// Reads the file at `path`.
    ///
    /// `overrides` are values of the command line by the name of their key in `[supervisord]`; they count more than the
    /// file and are never expanded. Throws every finding where at least one is an error.
    public static func read(
        path: String,
        in surroundings: any Surroundings,
        overrides: [String: String] = [:]
    ) throws(InvalidConfiguration) -> Configuration {
        let reading = Reading(path: path, in: surroundings)
        DocumentReader(reading: reading).read()
        // Half a document would only produce errors that aren't there.
        guard !reading.findings.hasErrors else { throw InvalidConfiguration(diagnostics: reading.diagnostics) }
        SchemaCheck(reading: reading).run()
        let daemon = readDaemon(reading, overrides)
        let servers = ServerSections(reading: reading)
        let serverPlans = servers.plans()
        let context = ProgramContext(reading: reading, daemon: daemon, serverURL: serverPlans.automaticURL)
        let applications = CelerySections(reading: reading).plans()
        var assembly = FleetAssembly(context: context)
        let fleet = assembly.plan()
        PluginSections(reading: reading).check()
        let client = servers.client(serverPlans)
        Dependencies(reading: reading, fleet: fleet).check()
        Lint(reading: reading, fleet: fleet).run()
        guard !reading.findings.hasErrors else { throw InvalidConfiguration(diagnostics: reading.diagnostics) }
        return Configuration(
            path: path,
            files: reading.files,
            daemon: daemon,
            servers: serverPlans,
            client: client,
            fleet: fleet,
            applications: applications,
            warnings: reading.diagnostics,
            document: reading.document
        )
    }

    /// Reads only what a client needs to find the daemon, so that nothing else in the file can keep it from doing so.
    ///
    /// Throws where the file can't be read or taken apart, or the address in it is malformed.
    public static func readClient(
        path: String,
        in surroundings: any Surroundings
    ) throws(InvalidConfiguration) -> ClientPlan {
        let reading = Reading(path: path, in: surroundings)
        DocumentReader(reading: reading).read()
        guard !reading.findings.hasErrors else { throw InvalidConfiguration(diagnostics: reading.diagnostics) }
        // Only for what its `environment` adds to the names of the servers.
        _ = readDaemon(reading, [:])
        let servers = ServerSections(reading: reading).plans()
        let clientReading = Reading(path: path, in: surroundings)
        clientReading.document = reading.document
        let client = ServerSections(reading: clientReading).client(servers)
        let isLost = servers.isEmpty && reading.document["supervisorctl"]?["serverurl"] == nil
        let errors = clientReading.diagnostics + (isLost ? reading.diagnostics : [])
        guard !errors.contains(where: { $0.severity == .error }) else {
            throw InvalidConfiguration(diagnostics: errors)
        }
        return client
    }

    /// Supervisor wants `[supervisord]` to be there; a file of our own dialect may leave it out.
    private static func readDaemon(_ reading: Reading, _ overrides: [String: String]) -> DaemonPlan {
        let written = reading.document["supervisord"]
        if written == nil,
            !reading.document.sections.contains(where: { SectionKind.parse($0.name)?.kind.isOurs ?? false })
        {
            reading.findings.error(
                "no-supervisord",
                "there is no [supervisord] section",
                at: Diagnostic.Location(file: reading.path, line: 1, column: 1),
                hint: "add a line that says [supervisord]; it may stay empty"
            )
        }
        let section = written ?? Document.Section(name: "supervisord", location: nil)
        return DaemonSection(section, overrides: overrides, reading: reading).plan()
    }
}
