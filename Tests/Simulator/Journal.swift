// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// The last events and effects of a life, for whoever has to find out why it failed.
public struct Journal: Sendable {
    public enum Entry: Sendable {
        case event(Event)
        case effect(Effect)
    }

    static let capacity = 80

    private var entries: [(at: Instant, entry: Entry)] = []

    mutating func note(_ entry: Entry, at time: Instant) {
        if entries.count >= 2 * Self.capacity { entries.removeFirst(Self.capacity) }
        entries.append((time, entry))
    }

    /// One line for each entry, the latest last: `->` into the core, `<-` out of it.
    public var lines: [String] {
        entries.suffix(Self.capacity).map { item in
            let time = "\(item.at.nanoseconds / 1_000_000)".leftPadded(to: 7)
            return switch item.entry {
            case .event(let event): "\(time) -> \(brief(event))"
            case .effect(let effect): "\(time) <-     \(brief(effect))"
            }
        }
    }

    private func brief(_ event: Event) -> String {
        switch event {
        case .asked(let ticket, .apply(let plan, let groups), _):
            let workers = plan.groups.flatMap(\.workers).map(\.name.description).joined(separator: ", ")
            return "asked \(ticket): apply to \(groups ?? ["all"]): \(workers)"
        case .asked(let ticket, let command, _): return "asked \(ticket): \(command)"
        case .launched, .launchFailed, .exited, .swept, .signalFailed: return "\(event)"
        }
    }

    private func brief(_ effect: Effect) -> String {
        switch effect {
        case .announce(.stateChanged(let change)):
            return "\(change.name) (\(change.id.index)) \(change.from.name) -> \(change.to.name), tries \(change.tries)"
                + (change.reason.map { ", \($0)" } ?? "")
        case .announce(.order(let report)): return brief(report)
        case .answer(let ticket, .finished(let report)): return "answer \(ticket): \(report.phase)"
        case .answer(let ticket, .refused(let refusal)): return "refuse \(ticket): \(refusal)"
        case .announce, .launch, .signal, .sweep, .relog, .retire, .finish: return "\(effect)"
        }
    }

    private func brief(_ report: OrderReport) -> String {
        let members = report.members.map { "\($0.name) \($0.outcome.map { "\($0)" } ?? "...")" }
        return "order \(report.ticket) \(report.verb) \(report.phase): \(members.joined(separator: ", "))"
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
