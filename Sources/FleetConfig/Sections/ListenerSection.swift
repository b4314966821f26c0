// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads what makes `[eventlistener:x]` a pool of listeners, beside what it has in common with any program (Supervisor
/// 4.3 options.py, `process_groups_from_parser`).
struct ListenerSection {
    /// The one handler that needs no Python: `OK` takes the event, anything else gives it back.
    private static let defaultHandler = "supervisor.dispatchers:default_handler"

    private let reader: SectionReader

    init(_ section: Document.Section, reading: Reading) {
        reader = reading.reader(section, .eventListener, ["here": .text(reading.here)])
    }

    /// Of the pool; its processes have the usual one.
    var priority: Int { reader.optional("priority", Values.integer) ?? -1 }

    func plan() -> ListenerPlan {
        checkStderr()
        warnOfHandler()
        return ListenerPlan(events: events, bufferSize: bufferSize, patience: patience)
    }

    private var events: Set<EventType> {
        guard let written = reader.section["events"] == nil ? "" : reader.text("events") else { return [] }
        let names = written.uppercased().commaList
        if names.isEmpty {
            reader.error("missing-key", "`events` is missing", hint: "name the events, such as events = PROCESS_STATE")
        }
        var events: Set<EventType> = []
        for name in names {
            if let type = EventType(rawValue: name) {
                events.insert(type)
                continue
            }
            let guess = EditDistance.nearest(to: name, in: EventType.allCases.map(\.rawValue))
            reader.error(
                "unknown-event",
                "there is no event `\(name)`",
                "events",
                hint: guess.map { "did you mean `\($0)`?" }
            )
        }
        return events
    }

    private var bufferSize: Int {
        let size = reader.value("buffer_size", Values.integer)
        if size < 1 { reader.error("bad-value", "`buffer_size` is less than 1", "buffer_size") }
        return max(size, 1)
    }

    /// Supervisor waits for ever; a listener that never answers then never hears of anything again.
    private var patience: Duration? {
        let patience = reader.value("result_timeout", Values.duration)
        return patience == .zero ? nil : patience
    }

    private func checkStderr() {
        guard reader.value("redirect_stderr", Values.boolean) else { return }
        reader.error(
            "bad-value",
            "`redirect_stderr` can't be true: stdout is how the listener talks to supervisord",
            "redirect_stderr"
        )
    }

    private func warnOfHandler() {
        let handler = reader.value("result_handler") { $0 }
        guard handler != Self.defaultHandler else { return }
        reader.warn(
            "no-python",
            "`result_handler` can't work: supervisord has no Python inside; the default handler is used",
            "result_handler",
            hint: "let the listener answer OK for an event that is done with, and FAIL for one that it wants again"
        )
    }
}
