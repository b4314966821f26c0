// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What an order came to, in Supervisor's words.
public struct OrderText: Sendable {
    private let order: OrderDocument
    /// Whether what was so already is passed over, as for a whole group.
    private let isQuiet: Bool

    /// - Parameter selectors: what the user typed; where all of it means many processes, members that were already as they should be
    ///   are not mentioned (Supervisor does the same for groups).
    public init(_ order: OrderDocument, selectors: [String]) {
        self.order = order
        isQuiet = !selectors.isEmpty && selectors.allSatisfy { Selector($0).isPlural }
    }

    /// `workers:high: started`, `web: ERROR (spawn error)`.
    public var lines: [String] {
        order.groups.map(Self.line) + order.members.compactMap(line)
    }

    /// Why members failed, for stderr.
    public var details: [String] {
        order.members.compactMap { member in
            guard member.ok == false, let message = member.message else { return nil }
            return "\(member.name): \(message)"
        }
    }

    /// The status that the last member that failed asks for.
    public var exitStatus: CommandStatus {
        order.members.reduce(order.phase == .cancelled ? .failure : .success) { status, member in
            let own = self.status(of: member)
            return own == .success ? status : own
        }
    }

    private func status(of member: OrderDocument.Member) -> CommandStatus {
        switch word(member) {
        case .done, .alreadyStarted: .success
        case .notRunning: order.verb == .signal && !isQuiet ? .notRunning : .success
        case .spawnError, .abnormalTermination: .notRunning
        case .noSuchFile, .notExecutable, .superseded, .skipped, .signalFailed: .failure
        case nil: order.phase == .active ? .success : .failure
        }
    }

    private func word(_ member: OrderDocument.Member) -> OutcomeWord? {
        member.outcome.flatMap(OutcomeWord.init(rawValue:))
    }

    private func line(_ member: OrderDocument.Member) -> String? {
        switch word(member) {
        case .done: done.map { "\(member.name): \($0)" }
        case .alreadyStarted: isQuiet ? nil : "\(member.name): ERROR (already started)"
        case .notRunning: isQuiet ? nil : "\(member.name): ERROR (not running)"
        case .noSuchFile: "\(member.name): ERROR (no such file)"
        case .notExecutable: "\(member.name): ERROR (file is not executable)"
        case .spawnError: "\(member.name): ERROR (spawn error)"
        case .abnormalTermination: "\(member.name): ERROR (abnormal termination)"
        case .superseded: "\(member.name): ERROR (superseded by a later order)"
        case .skipped: "\(member.name): ERROR (skipped)"
        case .signalFailed: "\(member.name): ERROR (failed)"
        case nil: member.outcome.map { "\(member.name): \($0)" }
        }
    }

    private var done: String? {
        switch order.verb {
        case .start: "started"
        case .stop: "stopped"
        case .restart: "restarted"
        case .signal: "signalled"
        case .apply, .cancel, .shutdown: nil
        }
    }

    private static func line(_ group: OrderDocument.Group) -> String {
        switch group.change {
        case .added: "\(group.name): added process group"
        case .changed: "\(group.name): updated process group"
        case .removed: "\(group.name): removed process group"
        }
    }
}
