// SPDX-License-Identifier: Apache-2.0

/// `[supervisorctl]`: how a client finds supervisord.
public struct ClientPlan: Hashable, Sendable {
    /// `unix:///path` or `http://host:port`; where the section doesn't say, the file's own server.
    public var serverURL: String
    public var credentials: Credentials?
    public var prompt: String
    public var historyFile: String?
}
