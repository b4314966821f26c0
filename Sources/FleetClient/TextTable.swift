// SPDX-License-Identifier: Apache-2.0

/// Columns as wide as their widest cell, two spaces apart.
struct TextTable: Sendable {
    var rows: [[String]]

    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.compactMap { $0.indices.contains(column) ? $0[column].count : nil }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.indices.map { $0 == row.count - 1 ? row[$0] : row[$0].padded(to: widths[$0]) }
            return cells.joined(separator: "  ")
        }
    }
}
