// SPDX-License-Identifier: Apache-2.0

/// A list set in as few rows as fit a width, down the columns (Python's `cmd.Cmd.columnize`).
struct Columns {
    var items: [String]
    var width = 80

    private static let gap = 2

    var lines: [String] {
        guard items.count > 1 else { return items }
        let rows = (1..<items.count).first { totalWidth(rows: $0) <= width } ?? items.count
        let widths = columnWidths(rows: rows)
        return (0..<rows).map { row in
            let cells = stride(from: row, to: items.count, by: rows).map { items[$0] }
            return zip(cells, widths).map { cell, width in cell.padded(to: rows == items.count ? 0 : width) }
                .joined(separator: String(repeating: " ", count: Self.gap))
        }
    }

    private func columnWidths(rows: Int) -> [Int] {
        stride(from: 0, to: items.count, by: rows).map { start in
            items[start..<min(start + rows, items.count)].map(\.count).max() ?? 0
        }
    }

    private func totalWidth(rows: Int) -> Int {
        columnWidths(rows: rows).reduce(-Self.gap) { $0 + $1 + Self.gap }
    }
}

extension String {
    /// With spaces behind it up to this many characters; never cut.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
