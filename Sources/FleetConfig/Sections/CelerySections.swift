// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Turns `[queue:x]` and `[beat]` into sections of a program: with what they inherit from `[celery]` and their role,
/// and with the command line that runs them.
struct CelerySections {
    /// The keys that say how many processes there are.
    static let countKeys = ["processes", "numprocs"]

    let reading: Reading

    /// Every `[celery]` section.
    func plans() -> [CeleryPlan] {
        reading.sections(.celery).map { section, name in
            let reader = reading.reader(section, .celery, ["here": .text(reading.here)])
            return CeleryPlan(
                name: name,
                app: reader.optional("app") { $0 },
                broker: reader.optional("broker", BrokerURL.check),
                brokerAPI: reader.optional("broker_api", Values.webURL),
                brokerFile: reader.optional("broker_file") { reading.normalized($0) }
            )
        }
    }

    /// The section of a queue or beat, completed; `name` is its program's name.
    func complete(_ section: Document.Section, _ kind: SectionKind, name: String) -> Document.Section {
        var complete = Document.Section(name: section.name, location: section.location)
        let application = application(of: section)
        checkSingle(section, kind)
        for entry in RoleDefaults.entries(of: kind) { complete.set(entry) }
        for entry in section.allEntries where entry.isInherited { complete.set(entry) }
        for var entry in application?.allEntries ?? []
        where !entry.isInherited && Schema.key(entry.key, in: kind) != nil {
            entry.origin = application?.name
            complete.set(entry)
        }
        for var entry in section.allEntries where !entry.isInherited {
            if entry.key == "environment", let shared = complete["environment"] {
                entry.text = shared.text.withoutTrailingComma + "," + entry.text
            }
            complete.set(entry)
        }
        if complete["command"] == nil, let command = command(complete, kind, name: name) {
            complete.set(Document.Entry(key: "command", text: command))
        }
        return complete
    }

    /// A beat is alone: a second one would send every task twice.
    private func checkSingle(_ section: Document.Section, _ kind: SectionKind) {
        guard kind == .beat else { return }
        for key in Self.countKeys {
            guard let entry = section[key], !entry.isInherited, entry.text.stripped != "1" else { continue }
            reading.findings.error(
                "many-beats",
                "[\(section.name)]: a beat is always one process; `\(key)` isn't accepted",
                at: entry.keyLocation,
                hint: "two beats of one application send every task twice"
            )
        }
    }

    private func application(of section: Document.Section) -> Document.Section? {
        guard let choice = section["celery"] else { return reading.document["celery"] }
        let name = choice.text.stripped
        let application = reading.sections(.celery).first { $0.name == name }
        if application == nil {
            reading.findings.error(
                "unknown-celery",
                "[\(section.name)]: there is no section [celery:\(name)]",
                at: choice.valueLocation,
                hint: EditDistance.nearest(to: name, in: reading.sections(.celery).compactMap(\.name)).map {
                    "did you mean `\($0)`?"
                }
            )
        }
        return application?.section
    }

    /// The command line as a person would write it: `%` in it is still to be expanded.
    private func command(_ section: Document.Section, _ kind: SectionKind, name: String) -> String? {
        guard let app = section["app"] else {
            let choice = section["celery"]?.text.stripped
            guard choice == nil || reading.sections(.celery).contains(where: { $0.name == choice }) else { return nil }
            reading.findings.error(
                "missing-key",
                "[\(section.name)]: `app` is missing",
                at: section.location,
                hint: "name the Celery application in [celery], such as app = shop, or write a `command`"
            )
            return nil
        }
        let bin = section["bin"]?.text ?? "celery"
        let level = section["loglevel"]?.text ?? "INFO"
        var words = [bin.quotedWord, "-A", app.text.quotedWord]
        if kind == .beat {
            words.append("beat")
            if let schedule = section["schedule"] { words += ["-s", schedule.text.quotedWord] }
            words += ["--pidfile=", "-l", level]
            if let options = section["beat_options"] { words.append(options.text) }
        } else {
            words += ["worker", "-Q", queues(section, name)]
            if let concurrency = section["concurrency"] { words += ["-c", concurrency.text] }
            if let pool = section["pool"] { words += ["-P", pool.text] }
            words += ["-n", nodeName(section), "-l", level]
            if let options = section["worker_options"] { words.append(options.text) }
        }
        return words.joined(separator: " ")
    }

    private func queues(_ section: Document.Section, _ name: String) -> String {
        (section["queues"]?.text ?? name).commaList.joined(separator: ",").quotedWord
    }

    private func nodeName(_ section: Document.Section) -> String {
        if let written = section["nodename"] { return written.text.quotedWord }
        let count = (section["processes"] ?? section["numprocs"])?.text.stripped ?? "1"
        return count == "1" ? "%(program_name)s@%%h" : "%(program_name)s_%(process_num)s@%%h"
    }
}

extension Document.Section {
    /// In the order of their first appearance.
    var allEntries: [Document.Entry] { keys.compactMap { self[$0] } }
}

extension String {
    /// In quotes where a shell would take it apart otherwise.
    fileprivate var quotedWord: String {
        let isPlain =
            !isEmpty && unicodeScalars.allSatisfy { !$0.isPythonSpace && !"'\"\\".unicodeScalars.contains($0) }
        guard !isPlain else { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\"'\"'") + "'"
    }

    fileprivate var withoutTrailingComma: String {
        let text = stripped
        return text.hasSuffix(",") ? String(text.dropLast()) : text
    }
}
