// SPDX-License-Identifier: Apache-2.0

import FleetCore
public import FleetModel

/// How one process will behave.
public struct Conduct: Sendable {
    /// How a process ends by itself.
    public struct End: Sendable {
        public var after: Duration
        public var exit: Exit

        public init(after: Duration, _ exit: Exit) {
            self.after = after
            self.exit = exit
        }
    }

    /// It isn't even launched.
    public var launchFailure: LaunchFailure?
    public var end: End?
    /// How long it takes to die of each polite signal; it ignores those that aren't there.
    public var stopDelay: [Signal: Duration] = [.terminate: .zero, .interrupt: .zero, .quit: .zero]
    public var exitOnStop = Exit.code(0)
    /// How long it takes to die of KILL, as a process in uninterruptible sleep does.
    public var killDelay = Duration.zero
    /// Signals to it may fail.
    public var isUntouchable = false
    /// It leaves descendants, and killing those takes so long.
    public var leftoverPatience: Duration?

    public init() {}

    /// Runs until it is told to stop, and stops at once.
    public static let steady = Conduct()

    /// Ends by itself.
    public static func ends(after duration: Duration, _ exit: Exit) -> Conduct {
        var conduct = Conduct()
        conduct.end = End(after: duration, exit)
        return conduct
    }

    /// Can't be launched.
    public static func unlaunchable(_ message: String) -> Conduct {
        var conduct = Conduct()
        conduct.launchFailure = LaunchFailure(stage: .lookup, errno: 2, message: message)
        return conduct
    }

    /// Takes so long to die of each polite signal.
    public static func slow(_ delay: Duration) -> Conduct {
        var conduct = Conduct()
        conduct.stopDelay = [.terminate: delay, .interrupt: delay, .quit: delay]
        return conduct
    }

    /// Dies of nothing but KILL.
    public static let stubborn = {
        var conduct = Conduct()
        conduct.stopDelay = [:]
        return conduct
    }()

    /// What chance says; the command of the plan is the temper of its processes.
    static func random(for plan: WorkerPlan, using random: inout SplitMix64) -> Conduct {
        var conduct = Conduct()
        // Where every process counts as running at once, a crash loop would fill the whole life.
        let start = plan.policy.startDuration == .zero ? .milliseconds(500) : plan.policy.startDuration
        let temper = Temper(rawValue: plan.launch.command) ?? .steady
        if random.chance(temper == .missing ? 70 : 3) {
            return .unlaunchable("can't find command '\(plan.launch.command)'")
        }
        let code = Exit.code([0, 0, 1, 2].pick(using: &random))
        let exit = random.chance(10) ? Exit.signal(.kill, dumpedCore: false) : code
        switch temper {
        case .steady, .missing: break
        case .quick:
            if random.chance(70) { conduct.end = End(after: start * 0.5, exit) }
        case .edge:
            // Around the very instant at which it would count as running.
            let edge = start + .nanoseconds(Int.random(in: -1...1, using: &random))
            conduct.end = End(after: edge, exit)
        case .mortal:
            conduct.end = End(after: start + .milliseconds(250 * Int.random(in: 0...24, using: &random)), exit)
        case .broken:
            conduct.end = End(after: start * 0.5, .code(2))
        }
        for signal in [Signal.terminate, .interrupt, .quit] {
            conduct.stopDelay[signal] =
                random.chance(25) ? nil : .milliseconds(250 * Int.random(in: 0...10, using: &random))
        }
        conduct.exitOnStop = random.chance(50) ? code : .signal(.terminate, dumpedCore: false)
        if random.chance(15) { conduct.killDelay = .milliseconds(500 * Int.random(in: 1...8, using: &random)) }
        conduct.isUntouchable = random.chance(4)
        if random.chance(40) { conduct.leftoverPatience = .milliseconds(250 * Int.random(in: 0...12, using: &random)) }
        return conduct
    }
}

/// What a command line of a simulated program says about its processes.
enum Temper: String, CaseIterable {
    case steady, missing, quick, edge, mortal, broken
}

extension SplitMix64 {
    /// True so many times out of a hundred.
    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }
}

extension Array {
    /// One of them; there must be one.
    func pick(using random: inout SplitMix64) -> Element {
        self[Int.random(in: indices, using: &random)]
    }
}
