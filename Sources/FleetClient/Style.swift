// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Whether output is coloured, and how.
public struct Style: Hashable, Sendable {
    /// The colours of ECMA-48 that we use.
    public enum Colour: Int, Hashable, Sendable {
        case red = 31
        case green = 32
        case yellow = 33
        case cyan = 36
    }

    public let isColoured: Bool

    public static let plain = Style(isColoured: false)

    private init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    /// Colour only on a terminal that has colours, and not where the user said NO_COLOR (no-color.org).
    public init(isTerminal: Bool, environment: [String: String]) {
        let refuses = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        isColoured = isTerminal && !refuses && environment["TERM"] != "dumb"
    }

    public func paint(_ text: String, _ colour: Colour) -> String {
        isColoured ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    func paint(_ text: String, for state: ProcessState) -> String {
        switch state {
        case .running: paint(text, .green)
        case .starting, .stopping, .backoff: paint(text, .yellow)
        case .fatal, .unknown: paint(text, .red)
        case .stopped, .exited: paint(text, .cyan)
        }
    }
}
