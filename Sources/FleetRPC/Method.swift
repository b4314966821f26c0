// SPDX-License-Identifier: Apache-2.0

/// One method of the interface: how it is called, what it says of itself, and what it does.
struct Method: Sendable {
    /// XML-RPC's words for types.
    enum Kind: String, Sendable {
        case string, int, boolean, array
        case structure = "struct"
    }

    struct Parameter: Sendable {
        let kind: Kind
        let name: String
        let words: String
        /// May be left out.
        var isOptional = false
    }

    typealias Body = @Sendable (Conversation, Arguments) async throws(CallFailure) -> MethodResult

    /// `supervisor.getState`.
    let name: String
    let prose: String
    let parameters: [Parameter]
    let result: Kind
    /// What follows the kind in the help.
    let resultWords: String
    /// Answered during a shutdown too.
    let isAlwaysOpen: Bool
    let body: Body

    init(
        _ name: String,
        _ prose: String,
        _ parameters: [Parameter] = [],
        returns result: Kind,
        _ resultWords: String = "",
        isAlwaysOpen: Bool = false,
        body: @escaping Body
    ) {
        self.name = name
        self.prose = prose
        self.parameters = parameters
        self.result = result
        self.resultWords = resultWords
        self.isAlwaysOpen = isAlwaysOpen
        self.body = body
    }

    /// The same method under another name.
    func alias(_ name: String) -> Method {
        Method(name, prose, parameters, returns: result, resultWords, isAlwaysOpen: isAlwaysOpen, body: body)
    }

    func takes(_ count: Int) -> Bool {
        count <= parameters.count && count >= parameters.count { !$0.isOptional }
    }

    /// The kind of the result, then those of the parameters.
    var signature: [String] {
        [result.rawValue] + parameters.map(\.kind.rawValue)
    }

    /// Laid out like a docstring of Supervisor's, whose tags some clients read.
    var help: String {
        let indentation = "        "
        var text = " \(prose)\n\n"
        for parameter in parameters {
            text += "\(indentation)@param \(parameter.kind.rawValue) \(parameter.name) \(parameter.words)\n"
        }
        let words = resultWords.isEmpty ? "" : " \(resultWords)"
        return text + "\(indentation)@return \(result.rawValue)\(words)\n\n\(indentation)"
    }

    /// All methods by name.
    static let named = Dictionary(
        uniqueKeysWithValues: (daemonMethods + processMethods + logMethods + systemMethods).map { ($0.name, $0) }
    )
}
