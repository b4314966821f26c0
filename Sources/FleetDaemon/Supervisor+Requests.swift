// SPDX-License-Identifier: Apache-2.0

import FleetAPI
import FleetConfig
import FleetCore
import FleetLinux
import FleetModel

/// Answering those who ask.
extension Supervisor {
    /// Takes in everything that other threads have mailed.
    func receive() {
        if whenUp == nil { restsAt = Clock.now + Self.restlessness }
        for letter in post.mailbox.take() {
            switch letter {
            case .asked(let request, let origin, let caller): answer(request, from: origin, caller)
            case .configurationRead(let read, let purpose, let origin, let caller):
                use(read, for: purpose, from: origin, caller)
            case .located(let selector, let continuation): continuation.resume(returning: locate(selector))
            case .logNews(let news): hear(news)
            case .serving:
                isServing = true
                becomeReady()
            case .served(let failure): leave(because: failure)
            }
        }
    }

    private func answer(_ request: Request, from origin: Origin, _ caller: Caller) {
        switch request {
        case .carryOut(let command, let wait): order(command, wait: wait, from: origin, caller)
        case .shutdown(let wait): shutDown(wait: wait, from: origin, caller)
        case .processes(let selectors): caller.answer(list(selectors))
        case .groups: caller.answer(.groups(fleet.groups.map(GroupDocument.init)))
        case .orders: caller.answer(.orders(fleet.orders.map(maker.order)))
        case .order(let ticket):
            let report = fleet.order(ticket).map(maker.order)
            caller.answer(report.map(Reply.order) ?? .refused(.noSuchOrder(ticket.number)))
        case .daemon: caller.answer(.daemon(daemonDocument))
        case .reopenLogs:
            reopenLogs(asked: origin.label)
            caller.answer(.done)
        case .clearLogs(let selectors): caller.answer(clearLogs(selectors))
        case .clearMainLog:
            logs.clearMainLog()
            caller.answer(.done)
        case .configured: caller.answer(.configured(configured))
        case .checkCommands(let selectors): caller.answer(checkCommands(selectors))
        case .addGroup(let name): addGroup(name, from: origin, caller)
        case .removeGroup(let name): removeGroup(name, from: origin, caller)
        case .sendInput(let selector, let bytes): caller.answer(sendInput(bytes, to: selector))
        case .remoteEvent(let type, let data):
            notify(.remote(type: type, data: data))
            caller.answer(.done)
        case .check, .reread, .update, .reload: broken("the port reads the configuration first")
        }
    }

    /// Gives the core a command, and answers at once where nobody wants to wait for its end.
    func order(_ command: Command, wait: Bool, from origin: Origin, _ caller: Caller) {
        lastTicket += 1
        let ticket = Ticket(lastTicket)
        callers[ticket] = caller
        tell(.asked(ticket, command, origin))
        guard !wait, let report = fleet.order(ticket) else { return }
        callers[ticket] = nil
        caller.answer(.accepted(maker.order(report)))
    }

    private func shutDown(wait: Bool, from origin: Origin, _ caller: Caller) {
        let ending = fleet.orders.first { $0.verb == .shutdown && $0.phase == .active }
        if mood == .restarting, let ending {
            stayDown()
            guard wait else { return caller.answer(.accepted(maker.order(ending))) }
            callers[ending.ticket] = caller
            return
        }
        guard mood == .running else { return caller.answer(.refused(.shuttingDown)) }
        mainLog.write(.warn, "asked to shut down by \(origin.label)")
        beginShutdown(.shutdown)
        order(.shutdown, wait: wait, from: origin, caller)
    }

    private func clearLogs(_ selectors: [Selector]) -> Reply {
        switch fleet.members(of: selectors) {
        case .success(let ids):
            for id in ids { logs.clear(id) }
            return .done
        case .failure(let refusal): return .refused(refusal)
        }
    }

    private func checkCommands(_ selectors: [Selector]) -> Reply {
        switch fleet.members(of: selectors) {
        case .success(let ids):
            let plans = ids.compactMap(fleet.plan(of:))
            return .commands(plans.map { CommandCheck(name: $0.name, failure: processes.check($0)) })
        case .failure(let refusal): return .refused(refusal)
        }
    }

    private func sendInput(_ bytes: [UInt8], to selector: Selector) -> Reply {
        switch locate(selector) {
        case .failure(let refusal): return .refused(refusal)
        case .success(let id):
            guard let status = fleet.status(of: id), let pid = status.pid, status.state != .stopping else {
                return .refused(.notRunning(selector.text))
            }
            do {
                try processes.write(id, pid, bytes)
            } catch {
                if case .gone = error { return .refused(.notRunning(selector.text)) }
                return .refused(.inputRefused(selector.text, why: error.words))
            }
            return .done
        }
    }

    func reopenLogs(asked: String) {
        mainLog.write(.info, "reopening logs (\(asked))")
        logs.reopen()
    }

    /// What a re-read configuration is for: to tell, to apply, or to start all over with.
    private func use(_ read: ReadConfiguration, for purpose: Letter.Purpose, from origin: Origin, _ caller: Caller) {
        switch read {
        case .failure(let invalid):
            for finding in invalid.diagnostics {
                mainLog.write(finding.severity == .error ? .error : .warn, "configuration not used: \(finding)")
            }
            caller.answer(.refused(.invalidConfiguration(invalid.diagnostics)))
        case .success(let fresh):
            lastRead = fresh
            switch purpose {
            case .compare: caller.answer(.difference(difference(to: fresh)))
            case .update(let groups, let wait): update(to: fresh, groups: groups, wait: wait, from: origin, caller)
            case .reload: restartEverything(with: fresh, from: origin, caller)
            }
        }
    }

    private func update(
        to fresh: Configuration,
        groups: [String]?,
        wait: Bool,
        from origin: Origin,
        _ caller: Caller
    ) {
        if groups == nil { adopt(fresh) }
        apply(fresh.fleet, groups: groups, wait: wait, from: origin, caller)
    }

    private func restartEverything(with fresh: Configuration, from origin: Origin, _ caller: Caller) {
        guard mood == .running else { return caller.answer(.refused(.shuttingDown)) }
        mainLog.write(.warn, "asked to restart everything by \(origin.label)")
        next = fresh
        beginShutdown(.restarting)
        order(.shutdown, wait: false, from: origin, .nobody)
        caller.answer(.done)
    }

    private func locate(_ selector: Selector) -> Result<WorkerID, Refusal> {
        fleet.members(of: [selector]).flatMap { ids in
            guard ids.count == 1, let id = ids.first else {
                return .failure(.badRequest("\(selector) means \(ids.count) processes: name one"))
            }
            return .success(id)
        }
    }

    private func hear(_ news: LogNews) {
        switch news {
        case .trouble(let id, let channel, let message):
            logTroubles[id, default: [:]][channel] = message
            report("\(channel.rawValue) of \(name(of: id)): \(message)", level: .error, id)
        case .recovered(let id, let channel, let message):
            logTroubles[id]?[channel] = nil
            report("\(channel.rawValue) of \(name(of: id)): \(message)", level: .info, id)
        case .mainTrouble(let message): report("main log: \(message)", level: .error, nil)
        case .mainRecovered(let message): report("main log: \(message)", level: .info, nil)
        case .dialogue(let id, let pid, let bytes): heard(id, pid, saying: bytes)
        case .output(let id, let pid, let channel, let bytes): heard(id, pid, channel, writing: bytes)
        case .communication(let id, let pid, let channel, let bytes): heard(id, pid, channel, communicating: bytes)
        }
        logs.taken(news)
    }

    private func report(_ trouble: String, level: LogLevel, _ id: WorkerID?) {
        mainLog.write(level, trouble)
        publish { number in
            var event = EventDocument(id: number, time: WallClock.now, type: .logTrouble)
            event.name = id.map(name(of:))
            event.message = trouble
            return event
        }
    }
}
