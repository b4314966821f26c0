// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging

/// What a request's context is made from: the connection it came on.
struct ControlSource: RequestContextSource {
    let connection: Connection
    let logger: Logger
}

/// What a route knows besides the request.
struct ControlContext: RequestContext {
    typealias Source = ControlSource

    var coreContext: CoreRequestContextStorage
    let connection: Connection

    init(source: ControlSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.connection = source.connection
    }
}
