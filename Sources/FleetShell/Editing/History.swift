// SPDX-License-Identifier: Apache-2.0

import FleetConfig

/// The lines that were typed before, oldest first.
struct History: Hashable {
    private static let limit = 1000

    private(set) var lines: [String] = []

    init(_ lines: [String] = []) {
        for line in lines { add(line) }
    }

    /// Blank lines and repetitions of the last one aren't kept.
    mutating func add(_ line: String) {
        guard !line.stripped.isEmpty, line != lines.last else { return }
        lines.append(line)
        if lines.count > Self.limit { lines.removeFirst(lines.count - Self.limit) }
    }

    /// The newest line before `index` that contains the text.
    func index(of text: String, before index: Int) -> Int? {
        lines[..<min(index, lines.count)].lastIndex { $0.contains(text) }
    }
}
