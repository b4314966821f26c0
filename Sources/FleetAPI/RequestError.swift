// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What is wrong with a request as such, before anyone was asked.
enum RequestError: Error, Hashable, Sendable {
    case unauthorized
    case noSuchPath(String)
    case methodNotAllowed(HTTPRequest.Method, allowed: [HTTPRequest.Method])
    /// The body is larger than so many bytes.
    case tooLarge(limit: Int)
}
