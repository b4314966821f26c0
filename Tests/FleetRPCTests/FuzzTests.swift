// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetRPC

/// Documents broken in random ways: nothing may crash or hang, and what is accepted must mean what it says.
///
/// `FLEET_FUZZ` tells how many, `FLEET_SEED` where to begin; a failure names the seed of the one document.
@Suite struct `Broken documents` {
    static let corpus: [[UInt8]] =
        Documents.values.map { RPCCall("supervisor.startProcess", [$0, .boolean(false)]).encoded() }
        + Documents.values.map { RPCResponse(.success($0)).encoded() }
        + Syntax.accepted.map { Syntax.call($0.0) } + Syntax.refused.map { Syntax.call($0.0) }
        + Method.named.values.sorted { $0.name < $1.name }.map { method in
            RPCCall(method.name, method.parameters.map { $0.kind == .int ? .int(0) : .string("cat") }).encoded()
        }
        + [
            RPCResponse(.failure(Fault(.badName, "x"))).encoded(),
            RPCCall(
                "system.multicall",
                [
                    .array([
                        `System calls`.call("supervisor.getAllProcessInfo"),
                        `System calls`.call("supervisor.readProcessLog", .string("cat"), .int(-1), .int(0)),
                    ])
                ]
            ).encoded(),
        ]

    private static func number(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    @Test(.timeLimit(.minutes(30))) func `neither crash nor hang the reader, and mean what they say`() async throws {
        let count = Self.number("FLEET_FUZZ") ?? 20_000
        let first = Self.number("FLEET_SEED") ?? 1
        let interface = SupervisorInterface(port: Probe().port) { Probe.now }
        var accepted = 0
        for seed in first..<(first + count) {
            var mutator = Mutator(seed: seed)
            let document = mutator.document(from: Self.corpus)
            if let call = try? RPCCall(decoding: document) {
                accepted += 1
                #expect(try RPCCall(decoding: call.encoded()) == call, "seed \(seed)")
            }
            if let response = try? RPCResponse(decoding: document) {
                accepted += 1
                #expect(try RPCResponse(decoding: response.encoded()).result == response.result, "seed \(seed)")
            }
            switch await interface.answer(to: document, from: Origin("fuzz")) {
            case .document(let answer):
                #expect(throws: Never.self, "seed \(seed)") { try RPCResponse(decoding: answer) }
            case .badRequest(let why), .failed(let why): #expect(!why.isEmpty, "seed \(seed)")
            }
        }
        // Too few would mean that the mutator breaks everything, too many that it breaks nothing.
        #expect(accepted > Int(count) / 50 && accepted < Int(count))
    }
}

/// Breaks documents; the same seed always in the same way.
private struct Mutator {
    private var state: UInt64

    static let tokens = [
        "<value>", "</value>", "<array><data>", "</data></array>", "<struct>", "<member><name>", "<int>", "</int>",
        "&#", "&#x1F600;",
        "&amp;", "&lol;", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE a [", "<?", "?>", "/>", "<nil/>", "<base64>",
        "-", "\u{0}",
        "\u{FEFF}", "99999999999999999999", "\r", "supervisor.", "p:*", "\u{1F600}",
    ].map { Array($0.utf8) }

    init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    private mutating func random(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, limit)))
    }

    mutating func document(from corpus: [[UInt8]]) -> [UInt8] {
        var document = corpus[random(below: corpus.count)]
        for _ in 0..<(1 + random(below: 4)) { change(&document, corpus) }
        return document
    }

    private mutating func change(_ document: inout [UInt8], _ corpus: [[UInt8]]) {
        let start = random(below: document.count + 1)
        let end = min(document.count, start + random(below: 32))
        switch random(below: 9) {
        case 0 where start < document.count: document[start] ^= 1 << UInt8(random(below: 8))
        case 1 where start < document.count: document[start] = UInt8(random(below: 256))
        case 2: document.removeSubrange(start..<end)
        case 3: document.insert(contentsOf: Self.tokens[random(below: Self.tokens.count)], at: start)
        case 4: document.insert(contentsOf: document[start..<end], at: start)
        case 5: document.removeSubrange(start...)
        case 6:
            let other = corpus[random(below: corpus.count)]
            document.replaceSubrange(start..., with: other.suffix(random(below: other.count)))
        case 7 where random(below: 20) == 0:
            let piece = Array(document[start..<end])
            for _ in 0..<random(below: 200) { document.insert(contentsOf: piece, at: start) }
        default:
            let digit = document.indices.first { $0 >= start && (0x30...0x39).contains(document[$0]) }
            if let digit { document[digit] = 0x30 + UInt8(random(below: 10)) }
        }
    }
}
