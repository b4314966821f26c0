// SPDX-License-Identifier: Apache-2.0

/// What a section is by its name.
public enum SectionKind: String, Hashable, Sendable, CaseIterable {
    case supervisord
    case unixServer = "unix_http_server"
    case inetServer = "inet_http_server"
    case supervisorctl
    case include
    case program
    case group
    case celery
    case queue
    case beat
    case eventListener = "eventlistener"
    case fastCGI = "fcgi-program"
    case rpcInterface = "rpcinterface"
    case clientPlugin = "ctlplugin"

    /// Whether the name after the colon is left out, must be there, or may be.
    enum Naming {
        case never
        case always
        case optional
    }

    var naming: Naming {
        switch self {
        case .supervisord, .supervisorctl, .include: .never
        case .unixServer, .inetServer, .celery, .beat: .optional
        case .program, .group, .queue, .eventListener, .fastCGI, .rpcInterface, .clientPlugin: .always
        }
    }

    /// Whether its sections start processes.
    public var isProgramLike: Bool {
        switch self {
        case .program, .eventListener, .fastCGI, .queue, .beat: true
        case .supervisord, .unixServer, .inetServer, .supervisorctl, .include, .group, .celery, .rpcInterface,
            .clientPlugin:
            false
        }
    }

    /// Whether Supervisor doesn't know it.
    var isOurs: Bool { self == .celery || self == .queue || self == .beat }

    /// How the section is written: `[program:x]`.
    public var heading: String {
        switch naming {
        case .never: "[\(rawValue)]"
        case .always: "[\(rawValue):x]"
        case .optional: "[\(rawValue)] or [\(rawValue):x]"
        }
    }

    /// The kind and the name after the colon, nil where there is none; nil for a section nobody knows.
    static func parse(_ section: some StringProtocol) -> (kind: SectionKind, name: String?)? {
        let colon = section.firstIndex(of: ":")
        guard let kind = SectionKind(rawValue: String(section[..<(colon ?? section.endIndex)])) else { return nil }
        let name = colon.map { section[section.index(after: $0)...].stripped }
        switch (kind.naming, name) {
        case (.never, .some), (.always, nil): return nil
        case (.never, nil), (.always, .some), (.optional, _): return (kind, name)
        }
    }
}
