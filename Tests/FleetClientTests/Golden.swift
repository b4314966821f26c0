// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A file of what the program is to print.
///
/// With FLEET_RECORD=1 in the environment the file is written instead of compared.
struct Golden {
    private let url: URL

    init(_ name: String) {
        url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name).txt")
    }

    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if ProcessInfo.processInfo.environment["FLEET_RECORD"] == "1" {
            try text.write(to: url, atomically: true, encoding: .utf8)
            return
        }
        let expected = try String(contentsOf: url, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let firstDifference = zip(lines, expectedLines).first { $0 != $1 }
        #expect(firstDifference.map { "\($0.0)" } == firstDifference.map { "\($0.1)" }, sourceLocation: sourceLocation)
        #expect(lines.count == expectedLines.count, sourceLocation: sourceLocation)
    }
}
