// SPDX-License-Identifier: Apache-2.0

/// Why a request was refused, as one stable word: ``RefusalDocument/error``.
public enum RefusalWord: String, Hashable, Sendable, Codable, CaseIterable {
    case noSuchProcess = "no_such_process"
    case noSuchGroup = "no_such_group"
    /// A group of this name is there already.
    case groupExists = "group_exists"
    /// The group has processes that are up.
    case groupRunning = "group_running"
    case notRunning = "not_running"
    /// The process takes no input.
    case inputRefused = "input_refused"
    case noSuchOrder = "no_such_order"
    case orderEnded = "order_ended"
    case shuttingDown = "shutting_down"
    case busy
    case invalidConfiguration = "invalid_configuration"
    case notPermitted = "not_permitted"
    case badRequest = "bad_request"
    case noLog = "no_log"
    /// The credentials are missing or wrong.
    case unauthorized
    /// The interface has no such path.
    case noSuchPath = "no_such_path"
    /// The path is there, but not for this method.
    case methodNotAllowed = "method_not_allowed"
    /// The body of the request is too large.
    case tooLarge = "too_large"
    /// Our own mistake.
    case broken = "internal_error"
}
