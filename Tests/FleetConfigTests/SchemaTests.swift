// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetConfig

struct SchemaTests {
    @Test func `every default is a value of its type`() {
        for key in Schema.keys {
            guard let text = key.defaultText, !text.contains("%") else { continue }
            #expect(throws: Never.self, "\(key.name)") { try key.type.check(text) }
        }
    }

    @Test func `no key is there twice in one kind of section`() {
        for kind in SectionKind.allCases {
            let names = Schema.keys.filter { $0.sections.contains(kind) }.map(\.name)
            #expect(names.count == Set(names).count, "\(kind)")
        }
    }

    @Test func `every summary is one sentence`() {
        for key in Schema.keys {
            #expect(key.summary.hasSuffix("."), "\(key.name)")
            #expect(key.summary.first?.isLowercase == false, "\(key.name)")
        }
    }

    @Test(arguments: SectionKind.allCases) func `every kind of section has help`(_ kind: SectionKind) throws {
        let help = try #require(Schema.help(section: kind.rawValue))
        #expect(help.hasPrefix(kind.heading))
        #expect(Schema.overview.contains(kind.heading))
        for name in Schema.names(in: kind) { #expect(help.contains("\n\(name) = ")) }
    }

    @Test func `help of a section`() {
        #expect(
            Schema.help(section: "[group:x]") == """
                [group:x]

                restart = together, rolling or surge
                    How a restart of the group goes about it.
                    default: together

                width = whole number, at least 1
                    How many at once in a rolling or surge restart.
                    default: 1

                programs = names between commas
                    The programs, queues and beats of the group.

                priority = whole number
                    Lower starts first and stops last.
                    default: 999

                """
        )
    }

    @Test func `help of a key that isn't in effect`() {
        #expect(
            Schema.help(key: "memory_max") == """
                memory_max = number, bytes with KB, MB or GB, or unlimited
                    Memory of all its processes, at most (cgroup v2).
                    accepted, but not in effect in this version
                    in: [program:x], [queue:x], [beat] or [beat:x], [celery] or [celery:x], [eventlistener:x], [fcgi-program:x]

                """
        )
    }

    @Test func `help of a key that means different things`() throws {
        let help = try #require(Schema.help(key: "serverurl"))
        #expect(help.contains("SUPERVISOR_SERVER_URL"))
        #expect(help.contains("in: [supervisorctl]"))
    }

    @Test func `help of what nobody knows`() {
        #expect(Schema.help(section: "nonsense") == nil)
        #expect(Schema.help(key: "nonsense") == nil)
    }

    @Test(arguments: [
        ("progam", "program"), ("[progam:x]", "program"), ("stopsignl", "stopsignal"),
        ("Result_timout", "result_timeout"),
    ])
    func `what nobody knows may be a slip`(_ topic: String, _ meant: String) {
        #expect(Schema.suggestion(for: topic) == meant)
        #expect(Schema.suggestion(for: "nonsensical") == nil)
    }
}
