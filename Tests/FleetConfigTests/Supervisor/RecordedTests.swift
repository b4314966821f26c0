// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetModel
import Foundation
import Testing

/// What Supervisor 4.3.0 itself made of 127 configurations: the same value here, or the same refusal, or a difference that is meant.
struct RecordedTests {
    /// Where we differ on purpose: what becomes of it here, and why.
    static let differences: [String: (outcome: ConfigurationCase.Outcome, reason: String)] = [
        "group": (
            .reads("group g 3\n  a: command=/bin/echo; priority=5\n  b: command=/bin/echo; priority=5"),
            "Members of equal priority are in the order of their names, as everywhere else, not in that of the list."
        ),
        "group named same as program": (
            .reads("group b 999\n  a: command=/bin/echo 1"),
            "Of two groups of one name Supervisor reads both and silently starts the first; here the second is warned of."
        ),
        "env: escaped quote": (
            .reads("group a 999\n  a: command=/bin/echo; environment={A:a\"b, B:c\\d}"),
            "Backslashes in quotes mean what they do in Supervisor's next version."
        ),
        "supervisord env + ENV_ in program": (
            .reads("group a 999\n  a: command=/bin/echo g%v; environment={GLOB:g%v}"),
            "In [supervisord] too a percent sign is written twice, not four times, as in Supervisor's next version."
        ),
        "inet forms": (.refused("open-server"), openServer),
        "inet 9001": (.refused("open-server"), openServer),
        "inet ipv6": (
            .reads("inet ::1:9001"),
            "An IPv6 address is one; Supervisor accepts it and then can't listen on it."
        ),
        "negative ints": (
            .refused("bad-value"),
            "A negative time is a slip; Supervisor takes it for none at all."
        ),
        "rpcinterface bad factory": (
            .reads(""),
            "There is no Python inside, so no other interface can be loaded; that is a warning and stops no start."
        ),
        "fcgi group": (
            .reads("group g 999\n  f: command=/bin/echo; socket=unix:///tmp/f.sock mode 700"),
            "A FastCGI program keeps its socket inside a group, where Supervisor forgets it."
        ),
    ]

    private static let openServer =
        "A port that others reach needs a password, or insecure = yes: who gets in can run programs (CVE-2019-12105)."

    @Test(arguments: RecordedCase.all) func `agrees with Supervisor, or differs for a reason`(_ example: RecordedCase) {
        let difference = Self.differences[example.name]
        let outcome = example.outcome()
        switch difference?.outcome ?? example.expected {
        case .reads(let text): #expect(outcome == .success(text))
        case .refused(let code):
            guard case .failure(let refusal) = outcome else {
                Issue.record("accepted: \(outcome)")
                return
            }
            #expect(refusal.codes.contains(code), "\(refusal.codes)")
        }
    }

    @Test func `all are there, and every difference is one of them`() {
        let names = RecordedCase.all.map(\.name)
        #expect(names.count == 127)
        #expect(Set(names).count == names.count)
        #expect(Set(Self.differences.keys).isSubset(of: names))
        #expect(Self.differences.values.allSatisfy { $0.reason.hasSuffix(".") })
    }
}

/// One entry of `recorded.txt`.
struct RecordedCase: CustomTestStringConvertible, Sendable {
    /// Why a configuration is refused here: the codes of all errors; that of a command line is `usage`.
    struct Refusal: Error, Hashable {
        var codes: [String]
    }

    let name: String
    private var text = ""
    private var files: [String: String] = [:]
    private var arguments: [String] = []
    private(set) var expected = ConfigurationCase.Outcome.reads("")

    var testDescription: String { name }

    static let all: [RecordedCase] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("recorded.txt")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.components(separatedBy: "\n=== ").dropFirst().map(RecordedCase.init)
    }()

    private init(_ entry: String) {
        let parts = "\n\(entry)".trimmingCharacters(in: .newlines).components(separatedBy: "\n--- ")
        name = String(parts[0].prefix { $0 != "\n" })
        text = Self.body(of: parts[0])
        for part in parts.dropFirst() {
            let words = part.prefix { $0 != "\n" }.split(separator: " ").map(String.init)
            let body = Self.body(of: part)
            switch words[0] {
            case "arguments": (arguments, text) = (Array(words.dropFirst()), body)
            case "file": files[words[1]] = body
            case "reads": expected = .reads(body.trimmingCharacters(in: .newlines))
            default: expected = .refused(words.last ?? "")
            }
        }
    }

    /// The lines after the first.
    private static func body(of part: String) -> String {
        let text = part.drop { $0 != "\n" }.dropFirst()
        return text.replacing("␍", with: "\r").replacing("␜", with: "\u{FEFF}") + "\n"
    }

    func outcome() -> Result<String, Refusal> {
        do {
            let flags = try DaemonFlags(arguments)
            let configuration = try FakeWorld(text, including: files).configuration(flags.overrides)
            return .success(Rendering.text(of: configuration))
        } catch let error as InvalidConfiguration {
            return .failure(Refusal(codes: error.diagnostics.filter { $0.severity == .error }.map(\.code)))
        } catch {
            return .failure(Refusal(codes: ["usage"]))
        }
    }
}
