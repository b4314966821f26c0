// SPDX-License-Identifier: Apache-2.0

import Testing

/// The repository as a tree of files.
@Suite("Tree")
struct TreeTests {
    static let topLevel: Set = [
        ".ci", ".gitignore", ".swift-format", "LICENSE", "Package.resolved", "Package.swift", "README.md", "Sources",
        "Tests",
        "contrib", "etc",
    ]
    /// Each of these is read by a test of the configuration.
    static let samples: Set = [
        "etc/fleet.conf", "etc/samples/limits.conf", "etc/samples/rabbitmq.conf", "etc/samples/redis.conf",
        "etc/samples/supervisor.conf",
    ]

    @Test("The top level holds what belongs there")
    func topLevelEntries() throws {
        try #require(!Repository.files.isEmpty, "git knows no file")
        let entries = Set(Repository.files.map { String($0.split(separator: "/")[0]) })
        #expect(entries.subtracting(Self.topLevel) == [])
    }

    @Test("Every sample configuration is in the list of those that are tested")
    func sampleConfigurations() {
        let found = Set(Repository.files.filter { $0.hasPrefix("etc/") && $0.hasSuffix(".conf") })
        #expect(found == Self.samples)
    }

    @Test("The source map of Architecture.md names every file of Sources, and none that is gone")
    func sourceMap() throws {
        let path = "Sources/supervisord/Documentation.docc/Architecture.md"
        let document = try #require(SourceFile(path: path))
        var mapped: Set<String> = []
        var target = ""
        for line in document.lines.drop(while: { $0 != "## Source map" }) {
            if line.hasPrefix("### ") { target = String(line.dropFirst(4)) }
            let columns = line.split(separator: "|").map { $0.trimmingPrefix(while: \.isWhitespace) }
            guard line.hasPrefix("| "), let name = columns.first?.split(separator: " ").first, name != "file" else {
                continue
            }
            mapped.insert("Sources/\(target)/\(name)")
        }
        let files = Set(Repository.files.filter { $0.hasPrefix("Sources/") && !$0.contains(".docc/") })
        #expect(files.subtracting(mapped).sorted() == [], "not in the map")
        #expect(mapped.subtracting(files).sorted() == [], "in the map, and gone")
    }

    @Test("No path of one person's machine is written anywhere")
    func noPrivatePaths() {
        let files = Repository.files.filter { !$0.contains("TidyTests") }.compactMap(SourceFile.init)
        let places = files.flatMap { $0.places(of: "/Users/|/work/(main|shared)|/var/tmp/wt", everywhere: true) }
        #expect(places == [])
    }

    @Test("The formatter has nothing to say", .timeLimit(.minutes(3)))
    func format() throws {
        let command = [
            "swift", "format", "lint", "--strict", "--parallel", "--recursive", "Sources", "Tests", "Package.swift",
        ]
        let result = try Repository.output(of: command)
        #expect(result.status == 0, "\(result.text)")
    }
}
