// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What is wrong with a request as such, before anyone was asked.
enum RequestError: Error, Hashable, Sendable {
    case unauthorized
    /// It calls the server by a name that nobody has allowed.
    case strangeHost(String)
    /// It acts, and a page of another site sent it.
    case foreignOrigin(String)
    /// It acts, and comes from a browser without the token of our pages.
    case missingToken
    case noSuchPath(String)
    case methodNotAllowed(HTTPRequest.Method, allowed: [HTTPRequest.Method])
    /// The body is larger than so many bytes.
    case tooLarge(limit: Int)
    /// Nothing says how long the body is.
    case lengthRequired
    /// The document makes no sense as a call.
    case badCall(String)
    /// A call failed in a way that has no fault.
    case callFailed(String)
}
