// SPDX-License-Identifier: Apache-2.0

/// Looks at `[rpcinterface:x]` and `[ctlplugin:x]`, which name Python functions that Supervisor calls inside itself.
///
/// Supervisor's own interface is built in. No other can work here, and none keeps supervisord from starting.
struct PluginSections {
    private static let ownFactory = "supervisor.rpcinterface:make_main_rpcinterface"

    /// What the plugins that people install are for, by the module they come from, and what does the same here.
    private static let substitutes = [
        "supervisor_twiddler": "change the configuration file and run `fleetctl update`",
        "supervisor_wildcards": "fleetctl knows wildcards itself: fleetctl restart 'web*'",
        "supervisorwildcards": "fleetctl knows wildcards itself: fleetctl restart 'web*'",
        "supervisorserialrestart": "write `restart = rolling` in the group's section",
        "supervisor_quick": "starts and stops of many processes are parallel anyway",
        "mr": "`fleetctl start` waits until all are running; its exit status tells",
    ]

    let reading: Reading

    func check() {
        for (section, name) in reading.sections(.rpcInterface) { checkInterface(section, name ?? "") }
        for (section, _) in reading.sections(.clientPlugin) { checkClientPlugin(section) }
    }

    private func checkInterface(_ section: Document.Section, _ name: String) {
        let key = "supervisor.rpcinterface_factory"
        let reader = reading.reader(section, .rpcInterface)
        guard reader.section[key] != nil else {
            reader.error("missing-key", "`\(key)` is missing", hint: "write \(key) = \(Self.ownFactory)")
            return
        }
        guard let factory = reader.optional(key, { $0.stripped }) else { return }
        guard factory == Self.ownFactory else {
            warn(reader, key, factory, otherwise: "fleetctl and the HTTP interface under /v1 do more than Supervisor's")
            return
        }
        guard name != "supervisor" else { return }
        reader.warn(
            "renamed-interface",
            "the interface answers as `supervisor`, whatever its section is called",
            hint: "write [rpcinterface:supervisor]"
        )
    }

    private func checkClientPlugin(_ section: Document.Section) {
        let key = "supervisor.ctl_factory"
        let reader = reading.reader(section, .clientPlugin)
        let factory = reader.optional(key) { $0.stripped } ?? ""
        warn(reader, key, factory, otherwise: "`fleetctl help` lists what can be done without it")
    }

    private func warn(_ reader: SectionReader, _ key: String, _ factory: String, otherwise: String) {
        let module = String(factory.prefix { $0 != "." && $0 != ":" })
        reader.warn(
            "no-python",
            "this has no effect: a plugin in Python needs Python inside the program, and there is none",
            key,
            hint: Self.substitutes[module] ?? otherwise
        )
    }
}
