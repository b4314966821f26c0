// SPDX-License-Identifier: Apache-2.0

import Testing

/// What people agree on and forget: checked, so that nobody has to remember.
@Suite("Sources")
struct SourceTests {
    static let sources = Repository.files(under: "Sources/", endingIn: ".swift")
    static let all = Repository.files(under: "", endingIn: ".swift", ".c", ".h")
    /// Without these tests, which name what they forbid.
    static let others = all.filter { !$0.path.hasPrefix("Tests/TidyTests/") }

    @Test("No file of Sources is longer than 400 lines")
    func fileLength() {
        #expect(Self.sources.filter { $0.lines.count > 401 }.map { "\($0.path): \($0.lines.count)" } == [])
    }

    @Test("No function is longer than 70 lines")
    func functionLength() {
        let long = Self.sources.flatMap { file in
            file.functions.filter { $0.length > 70 }.map { "\(file.path):\($0.line): \($0.length) lines" }
        }
        #expect(long == [])
    }

    @Test("Functions are found at all")
    func functionsAreFound() {
        let file = Self.sources.first { $0.path.hasSuffix("FleetModel/ShellWords.swift") }
        #expect(file?.functions.map(\.line) == [13])
        #expect(file?.functions.map(\.length).allSatisfy { (20...70).contains($0) } == true)
    }

    @Test("The first line names the licence", arguments: all)
    func licence(_ file: SourceFile) {
        let isManifest = file.path.hasSuffix("Package.swift")  // whose first line is the tools' version
        #expect(file.lines[isManifest ? 1 : 0].contains("SPDX-License-Identifier: Apache-2.0"), "\(file.path)")
    }

    @Test("Nothing is left to do later, and nothing traps on an error")
    func leftovers() {
        let marks = Self.others.flatMap { $0.places(of: #"\b(TODO|FIXME|XXX)\b"#, everywhere: true) }
        #expect(marks == [])
        #expect(Self.others.flatMap { $0.places(of: "try!") } == [])
    }

    @Test("Nothing in Sources sleeps")
    func noSleep() {
        // A method of that name, such as Task.sleep, waits without holding a thread.
        #expect(Self.sources.flatMap { $0.places(of: #"(^|[^.A-Za-z0-9_])(sleep|usleep|nanosleep)\("#) } == [])
        #expect(Self.sources.flatMap { $0.places(of: #"Thread\.sleep"#) } == [])
    }

    @Test("Who takes safety into their own hands says why")
    func unsafeIsExplained() {
        let unexplained = Self.sources.flatMap { file in
            file.numbers(of: #"@unchecked Sendable|nonisolated\(unsafe\)|Task\.detached"#, in: file.code.map(\.text))
                .filter { number in !file.hasComment(near: number) }
                .map { "\(file.path):\($0)" }
        }
        #expect(unexplained == [])
    }

    @Test("Names say what a thing is, and not that it handles, manages or helps")
    func names() {
        #expect(
            Self.sources.flatMap {
                $0.places(of: #"\b(class|struct|enum|protocol|actor) \w*(Manager|Handler|Helper|Util|Utils|Base)\b"#)
            } == []
        )
    }
}

extension SourceFile {
    /// Where functions and initialisers begin, and how many lines they have, the first and the last included.
    ///
    /// The formatter sees to it that a body ends with the first brace that is indented like the declaration.
    var functions: [(line: Int, length: Int)] {
        numbers(of: #"^ *([@a-z()]+ )*(func |init[?(<]|deinit\b|subscript\()"#, in: lines).compactMap { number in
            let start = number - 1
            let line = lines[start]
            let indentation = String(line.prefix { $0 == " " })
            guard
                let open = lines[start...].prefix(20).firstIndex(where: {
                    $0.hasSuffix("{") || $0.hasSuffix("}") || $0.isEmpty
                }),
                lines[open].hasSuffix("{"),
                let end = lines[(open + 1)...].firstIndex(where: { $0.hasPrefix(indentation + "}") })
            else { return nil }
            return (start + 1, end - start + 1)
        }
    }

    /// Whether the line, or the lines before it up to a blank one, hold a comment.
    fileprivate func hasComment(near number: Int) -> Bool {
        lines[..<number].reversed().prefix { !$0.trimmingPrefix(while: { $0 == " " }).isEmpty }
            .contains { $0.contains("//") }
    }
}
