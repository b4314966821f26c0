// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetModel
import Foundation
import Testing

/// The configurations that we hand out: what a reader copies must be right.
@Suite("Sample configurations")
struct SampleConfigurationTests {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            "etc"
        )

    /// Every sample and the processes that it stands for.
    static let samples: [(file: String, processes: [String])] = [
        ("fleet.conf", ["beat", "workers:celery", "workers:high", "workers:low_0", "workers:low_1"]),
        (
            "samples/redis.conf",
            ["beat", "slow:video_0", "slow:video_1", "slow:video_2", "workers:celery", "workers:mail"]
        ),
        (
            "samples/rabbitmq.conf",
            ["accounts:invoices", "beat", "billing", "workers:celery", "workers:crawl"]
        ),
        ("samples/limits.conf", ["indexer", "legacy", "stream"] + (0..<8).map { "shards:shards_0\($0)" }),
        ("samples/supervisor.conf", ["site:web"] + (0..<4).map { "site:thumbnails_0\($0)" }),
    ]

    @Test("A sample is accepted and means what it says", arguments: samples)
    func isAccepted(_ file: String, _ processes: [String]) throws {
        let path = Self.folder.appendingPathComponent(file).path
        let configuration: Configuration
        do {
            configuration = try ConfigurationReader.read(path: path, in: AccommodatingWorld())
        } catch {
            Issue.record("\(file): \(error.diagnostics.map(\.description).joined(separator: "\n"))")
            return
        }
        let names = configuration.fleet.groups.flatMap(\.workers).map(\.name.description)
        #expect(names.sorted() == processes.sorted())
        // An include that matches nothing here is the only thing to warn about.
        #expect(configuration.warnings.filter { !$0.message.contains("[include]") }.map(\.description) == [])
    }
}

/// This machine's files, and every directory and account that a sample may ask for.
private struct AccommodatingWorld: Surroundings {
    let environment = ["PATH": "/usr/bin", "HOME": "/root"]
    let hostName = "node1"
    let currentDirectory = "/"
    let processorCount = 2

    func read(_ path: String) throws(SystemError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SystemError("open", errno: 2, subject: path)
        }
        return Array(data)
    }

    func glob(_ pattern: String) -> [String] { [] }
    func exists(_ path: String) -> Bool { true }
    func isDirectory(_ path: String) -> Bool { true }
    func mode(of path: String) -> UInt32? { 0o640 }
    func account(named name: String) -> Account? { Account(name: name, uid: 1000, gid: 1000) }
    func group(named name: String) -> UInt32? { 1000 }
    func homeDirectory(of user: String?) -> String? { "/home/\(user ?? "fleet")" }
}
