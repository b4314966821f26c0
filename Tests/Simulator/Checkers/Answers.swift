// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Every ask is answered exactly once, by what was announced last, with an outcome for each member.
struct Answers: Checker {
    private var asked: [Ticket: Bool] = [:]
    private var announced: [Ticket: OrderReport] = [:]

    mutating func sees(_ event: Event, in world: World) {
        guard case .asked(let ticket, _, _) = event else { return }
        asked[ticket] = false
    }

    mutating func sees(_ effect: Effect, in world: World) {
        guard case .answer(let ticket, let verdict) = effect else { return }
        guard let isAnswered = asked[ticket] else { return world.fail("\(ticket) is answered, but nobody asked") }
        if isAnswered { world.fail("\(ticket) is answered twice") }
        asked[ticket] = true
        switch verdict {
        case .refused:
            if announced[ticket] != nil { world.fail("\(ticket) was accepted, then refused") }
        case .finished(let report):
            if report.ticket != ticket || report.phase == .active || report.finishedAt != world.now {
                world.fail("\(ticket) is answered by \(report)")
            }
            if announced[ticket] != report { world.fail("\(ticket) is answered by other than was announced") }
        }
    }

    mutating func sees(_ report: OrderReport, in world: World) {
        let last = announced[report.ticket]
        if last?.finishedAt != nil { world.fail("order \(report.ticket) goes on after its end") }
        let lost = zip(last?.members ?? [], report.members).contains { $0.outcome != nil && $0.outcome != $1.outcome }
        if lost { world.fail("order \(report.ticket) takes an outcome back") }
        for member in report.members where (member.outcome == nil) != (member.finishedAt == nil) {
            world.fail("order \(report.ticket) doesn't tell when it ended for \(member.name)")
        }
        let isFinished = report.members.allSatisfy { $0.outcome != nil }
        if report.phase != .active, !isFinished { world.fail("order \(report.ticket) ends before its members") }
        let isDone = report.members.allSatisfy { $0.outcome?.isSuccess == true }
        if report.phase == .done, !isDone { world.fail("order \(report.ticket) calls itself done") }
        announced[report.ticket] = report
    }

    mutating func calmCame(in world: World) {
        for (ticket, isAnswered) in asked where !isAnswered {
            world.fail("\(ticket) is never answered: \(announced[ticket].map { "\($0)" } ?? "not even accepted")")
        }
    }
}
