// SPDX-License-Identifier: Apache-2.0

/// A piece of HTML, in which whatever is interpolated is escaped unless it is HTML itself.
///
/// So text from outside, such as the name of a process, can only become markup where somebody says so.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) {
            markup += literal
        }

        mutating func appendInterpolation(_ html: HTML) {
            markup += html.markup
        }

        mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { markup += part.markup }
        }

        mutating func appendInterpolation(_ text: String) {
            HTML.escape(text, into: &markup)
        }

        mutating func appendInterpolation(_ number: some BinaryInteger) {
            markup += String(number)
        }
    }

    let markup: String

    init(stringLiteral markup: String) {
        self.markup = markup
    }

    init(stringInterpolation: StringInterpolation) {
        markup = stringInterpolation.markup
    }

    static let nothing: HTML = ""

    /// For text and for attributes in quotes of either kind (HTML Living Standard, sections 13.1.2.3 and 13.1.4).
    ///
    /// Control characters that HTML doesn't allow are shown as the replacement character.
    private static func escape(_ text: String, into markup: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\"": markup += "&quot;"
            case "'": markup += "&#39;"
            case "\t", "\n": markup.unicodeScalars.append(scalar)
            case "\r": markup += "&#13;"
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}": markup += "\u{fffd}"
            default: markup.unicodeScalars.append(scalar)
            }
        }
    }
}
