// SPDX-License-Identifier: Apache-2.0

import FleetModel

extension Scenario {
    /// The stories that every kernel must tell alike.
    public static let all = [
        startsAndStops, crashIsRestarted, quickDeathBecomesFatal, missingProgram, stubbornIsKilled, restartTogether,
        rollingRestart, rollingStopsAtFailure, oneShotStaysExited, shutdownStopsAll,
    ]

    private static let one = WorkerName(group: "g", process: "one")
    private static let two = WorkerName(group: "g", process: "two")

    private static func scenario(
        _ title: String,
        cast: [WorkerName: Part],
        policy: (inout WorkerPolicy) -> Void = { _ in },
        steps: [Step],
        paths: [WorkerName: [ProcessState]]
    ) -> Scenario {
        let workers = cast.keys.sorted().map { name in
            var plan = WorkerPlan(
                name: name,
                section: "program:\(name.process)",
                launch: LaunchPlan(command: cast[name]?.commandLine ?? "")
            )
            plan.policy.startDuration = .milliseconds(300)
            plan.policy.stopLadder = StopLadder(rungs: [.init(.terminate, patience: .milliseconds(300))])
            plan.policy.backoff = .geometric(first: .milliseconds(50), limit: .milliseconds(50), jitter: 0)
            policy(&plan.policy)
            return plan
        }
        let plan = FleetPlan(groups: [GroupPlan(name: "g", workers: workers)])
        return Scenario(title: title, plan: plan, cast: cast, steps: steps, paths: paths)
    }

    static let startsAndStops = scenario(
        "a program starts and stops",
        cast: [one: .steady],
        policy: { $0.autostart = false },
        steps: [
            .ask(.start([.all])), .answered([one: .done]), .ask(.start([.all])), .answered([one: .alreadyStarted]),
            .ask(.stop([.all])), .answered([one: .done]), .ask(.stop([.all])), .answered([one: .notRunning]),
        ],
        paths: [one: [.starting, .running, .stopping, .stopped]]
    )

    static let crashIsRestarted = scenario(
        "a program that is killed is started again at once",
        cast: [one: .steady, two: .steady],
        steps: [
            .wait(one, .running), .wait(two, .running), .kill(one, .kill), .wait(one, .exited), .wait(one, .running),
        ],
        paths: [one: [.starting, .running, .exited, .starting, .running], two: [.starting, .running]]
    )

    static let quickDeathBecomesFatal = scenario(
        "a program that dies at once is tried startretries + 1 times",
        cast: [one: .ends(after: .zero, code: 0)],
        policy: { $0.startRetries = 2 },
        steps: [.wait(one, .fatal)],
        paths: [one: [.starting, .backoff, .starting, .backoff, .starting, .backoff, .fatal]]
    )

    static let missingProgram = scenario(
        "a program that isn't there is FATAL, and a start says why",
        cast: [one: .missing],
        policy: {
            $0.autostart = false
            $0.startRetries = 0
            $0.startDuration = .zero
        },
        steps: [.ask(.start([.all])), .wait(one, .fatal)],
        paths: [one: [.starting, .backoff, .fatal]]
    )

    static let stubbornIsKilled = scenario(
        "a program that ignores TERM is killed",
        cast: [one: .stubborn],
        steps: [.wait(one, .running), .ask(.stop([.all])), .answered([one: .done])],
        paths: [one: [.starting, .running, .stopping, .stopped]]
    )

    static let restartTogether = scenario(
        "restarted together, all stop before any starts",
        cast: [one: .stubborn, two: .steady],
        steps: [
            .wait(one, .running), .wait(two, .running),
            .ask(.restart([.all], strategy: .together, width: nil)), .answered([one: .done, two: .done]),
        ],
        paths: [
            one: [.starting, .running, .stopping, .stopped, .starting, .running],
            two: [.starting, .running, .stopping, .stopped, .starting, .running],
        ]
    )

    static let rollingRestart = scenario(
        "rolling, one is renewed after the other",
        cast: [one: .steady, two: .steady],
        steps: [
            .wait(one, .running), .wait(two, .running),
            .ask(.restart([.all], strategy: .rolling, width: 1)), .wait(two, .stopping),
            .answered([one: .done, two: .done]),
        ],
        paths: [
            one: [.starting, .running, .stopping, .stopped, .starting, .running],
            two: [.starting, .running, .stopping, .stopped, .starting, .running],
        ]
    )

    static let rollingStopsAtFailure = scenario(
        "the first failure stops the roll",
        cast: [one: .ends(after: .zero, code: 1), two: .steady],
        policy: { $0.startRetries = 0 },
        steps: [
            .wait(one, .fatal), .wait(two, .running), .ask(.restart([.all], strategy: .rolling, width: 1)),
            .answered([
                one: .abnormalTermination("Exited too quickly (process log may have details)"), two: .skipped,
            ]),
        ],
        paths: [
            one: [.starting, .backoff, .fatal, .starting, .backoff, .fatal],
            two: [.starting, .running],
        ]
    )

    static let oneShotStaysExited = scenario(
        "a program that ends as expected isn't started again",
        cast: [one: .ends(after: .milliseconds(600), code: 0)],
        steps: [.wait(one, .exited), .ask(.stop([.all])), .answered([one: .notRunning])],
        paths: [one: [.starting, .running, .exited]]
    )

    static let shutdownStopsAll = scenario(
        "a shutdown stops all, and nothing starts any more",
        cast: [one: .steady, two: .stubborn],
        steps: [
            .wait(one, .running), .wait(two, .running), .ask(.shutdown), .answered([one: .done, two: .done]),
        ],
        paths: [one: [.starting, .running, .stopping, .stopped], two: [.starting, .running, .stopping, .stopped]]
    )
}
