// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetClient
import FleetModel
import HTTPTypes
import Testing

@testable import FleetAPI

@Suite struct OpenAPITests {
    private let document: JSONValue
    private let check: SchemaCheck

    init() throws {
        document = try JSONValue(PackageResources.openapi_json)
        check = SchemaCheck(document)
    }

    @Test func `the document and the router name the same paths and methods`() {
        let table = RouteTable(Routes(port: FakePort(), limits: ServerLimits()).router())
        // The others are Supervisor's, and the page's.
        let served = table.entries.filter { $0.path.hasPrefix("/v1/") }.flatMap { entry in
            entry.methods.map { "\($0.rawValue) \(entry.path)" }
        }
        let described = (document["paths"]?.members ?? [:]).flatMap { path, operations in
            operations.members.keys.map { "\($0.uppercased()) \(path)" }
        }
        #expect(served.sorted() == described.sorted())
        #expect(!served.isEmpty)
    }

    @Test func `the server hands it out`() async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, ask("/v1/openapi.json"))
            #expect(answer.contains("\r\nContent-Type: application/json\r\n"))
            #expect(answer.contains("\"openapi\": \"3.1.0\""))
        }
    }

    @Test(
        "every document is what its schema says",
        arguments: [
            ("Process", Samples.processes[0]), ("Process", Samples.processes[1]), ("Process", Samples.processes[2]),
            ("Group", Samples.groups[1]), ("Order", Samples.order),
            ("Order", Samples.order(outcomes: [nil, nil], phase: .active)), ("Daemon", Samples.daemon),
            ("Difference", Samples.difference), ("Usage", Samples.usage[1]), ("Check", Samples.check),
            ("Event", Samples.event(1)), ("Event", Samples.event(2, Samples.order)),
            ("Exit", ExitDocument(.unobserved)), ("Refusal", Answer(Refusal.noSuchProcess("x", hint: "y")).document),
            ("Refusal", Answer(Refusal.invalidConfiguration(Samples.difference.warnings)).document),
        ] as [(String, any Encodable & Sendable)]
    )
    func documents(schema: String, sample: any Encodable & Sendable) throws {
        let value = try JSONValue(FleetAPI.JSONText.encode(sample))
        #expect(check.faults(value, try #require(check.schemas[schema])) == [])
    }

    @Test func `every word of an enumeration is in the schema, and no other`() {
        func words(_ schema: String, _ property: String? = nil) -> Set<String> {
            let whole = check.schemas[schema]
            let part = property.map { whole?["properties"]?[$0] } ?? whole
            return Set(part?["enum"]?.elements.compactMap(\.text) ?? [])
        }
        #expect(words("ProcessState") == Set(ProcessState.allCases.map(\.name)))
        #expect(words("Strategy") == Set(RestartStrategy.allCases.map(\.rawValue)))
        #expect(words("OrderMember", "outcome") == Set(OutcomeWord.allCases.map(\.rawValue)))
        #expect(words("ProcessChange", "kind") == ["added", "removed", "restarted", "adjusted"])
        #expect(words("Refusal", "error") == Set(RefusalWord.allCases.map(\.rawValue)))
    }

    @Test func `every schema that is referred to is there`() {
        func references(_ value: JSONValue) -> [String] {
            switch value {
            case .object(let members):
                (members["$ref"]?.text.map { [$0] } ?? []) + members.values.flatMap(references)
            case .array(let elements): elements.flatMap(references)
            case .null, .bool, .number, .string: []
            }
        }
        let known = Set(check.schemas.keys.map { "#/components/schemas/\($0)" })
        #expect(Set(references(document)).subtracting(known) == [])
    }

    @Test(
        "the check itself finds what is wrong",
        arguments: [
            ("Group", "{\"name\":1}"), ("Group", "{\"colour\":\"red\"}"), ("Exit", "{\"code\":1.5}"),
            ("Process", "{\"state\":\"RUNING\"}"), ("Order", "{\"members\":[{}]}"),
        ]
    )
    func faults(schema: String, text: String) throws {
        let value = try JSONValue(Array(text.utf8))
        #expect(check.faults(value, try #require(check.schemas[schema])) != [])
    }
}
