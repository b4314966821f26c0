// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads and checks what Supervisor has and this version doesn't run: event listeners, FastCGI programs and plugins in
/// Python.
struct KeptSections {
    let context: ProgramContext

    private var reading: Reading { context.reading }

    func read() -> [KeptSection] {
        listeners() + fastCGI() + plugins(.rpcInterface) + plugins(.clientPlugin)
    }

    private func listeners() -> [KeptSection] {
        reading.sections(.eventListener).map { section, name in
            let reader = reading.reader(section, .eventListener, ["here": .text(reading.here)])
            if reader.value("buffer_size", Values.integer) < 1 {
                reader.error("bad-value", "`buffer_size` is less than 1", "buffer_size")
            }
            let events = reader.optional("events") { $0.commaList.map { $0.uppercased() } } ?? []
            if events.isEmpty {
                reader.error(
                    "missing-key",
                    "`events` is missing",
                    hint: "name the events, such as events = PROCESS_STATE"
                )
            }
            for event in events where !EventNames.all.contains(event) {
                let guess = EditDistance.nearest(to: event, in: EventNames.all)
                reader.error(
                    "unknown-event",
                    "there is no event `\(event)`",
                    "events",
                    hint: guess.map { "did you mean `\($0)`?" }
                )
            }
            if reader.value("redirect_stderr", Values.boolean) {
                reader.error(
                    "bad-value",
                    "`redirect_stderr` can't be true: stdout is how the listener talks to supervisord",
                    "redirect_stderr"
                )
            }
            return kept(section, .eventListener, name, reader)
        }
    }

    private func fastCGI() -> [KeptSection] {
        reading.sections(.fastCGI).map { section, name in
            let names: [String: Expansion.Value] = ["here": .text(reading.here), "program_name": .text(name ?? "")]
            let reader = reading.reader(section, .fastCGI, names)
            checkSocket(reader)
            return kept(section, .fastCGI, name, reader)
        }
    }

    private func checkSocket(_ reader: SectionReader) {
        _ = reader.optional("socket_owner", reading.owner)
        _ = reader.value("socket_mode", Values.octal)
        if let backlog = reader.optional("socket_backlog", Values.integer), !(1...65535).contains(backlog) {
            reader.error("bad-value", "`socket_backlog` is not between 1 and 65535", "socket_backlog")
        }
        guard reader.isWritten("socket") else {
            reader.error("missing-key", "`socket` is missing", hint: "write unix:///path or tcp://host:port")
            return
        }
        let isUnix = reader.optional("socket") { text throws(Malformed) in
            if text.hasPrefix("unix:///") { return true }
            let address = text.dropFirst("tcp://".count)
            guard text.hasPrefix("tcp://"), address.split(separator: ":").count == 2 else {
                throw Malformed("'\(text)' is no socket", hint: "write unix:///path or tcp://host:port")
            }
            _ = try Values.inetAddress(String(address))
            return false
        }
        for key in ["socket_owner", "socket_mode"] where isUnix == false && reader.isWritten(key) {
            reader.error("bad-value", "`\(key)` is only for sockets of the form unix:///path", key)
        }
    }

    private func kept(
        _ section: Document.Section,
        _ kind: SectionKind,
        _ name: String?,
        _ reader: SectionReader
    ) -> KeptSection {
        let name = name ?? ""
        reader.warn("not-in-effect", "is accepted but not run in this version")
        do {
            _ = try Values.name(name)
        } catch {
            reader.error(error.code, error.message)
        }
        let program = ProgramSection(section, kind, programName: name, group: name, context: context)
        let priority = reader.optional("priority", Values.integer) ?? (kind == .eventListener ? -1 : 999)
        return KeptSection(section: section, kind: kind, priority: priority, workers: program.workers())
    }

    private func plugins(_ kind: SectionKind) -> [KeptSection] {
        reading.sections(kind).map { section, _ in
            let key = kind == .rpcInterface ? "supervisor.rpcinterface_factory" : "supervisor.ctl_factory"
            let reader = reading.reader(section, kind, ["here": .text(reading.here)])
            let factory = reader.optional(key) { $0 }
            if factory == nil {
                reader.error("missing-key", "`\(key)` is missing")
            } else if factory != "supervisor.rpcinterface:make_main_rpcinterface" {
                reader.warn("not-in-effect", "is accepted but not run in this version: plugins in Python can't be")
            }
            return KeptSection(section: section, kind: kind, priority: 0, workers: [])
        }
    }
}

/// The events of Supervisor 4.3 (events.py, `EventTypes`).
enum EventNames {
    static let all = [
        "EVENT", "PROCESS_STATE", "PROCESS_STATE_STOPPED", "PROCESS_STATE_EXITED", "PROCESS_STATE_STARTING",
        "PROCESS_STATE_STOPPING", "PROCESS_STATE_BACKOFF", "PROCESS_STATE_FATAL", "PROCESS_STATE_RUNNING",
        "PROCESS_STATE_UNKNOWN", "PROCESS_COMMUNICATION", "PROCESS_COMMUNICATION_STDOUT",
        "PROCESS_COMMUNICATION_STDERR", "PROCESS_LOG", "PROCESS_LOG_STDOUT", "PROCESS_LOG_STDERR",
        "REMOTE_COMMUNICATION", "SUPERVISOR_STATE_CHANGE", "SUPERVISOR_STATE_CHANGE_RUNNING",
        "SUPERVISOR_STATE_CHANGE_STOPPING", "TICK", "TICK_5", "TICK_60", "TICK_3600", "PROCESS_GROUP",
        "PROCESS_GROUP_ADDED", "PROCESS_GROUP_REMOVED",
    ]
}
