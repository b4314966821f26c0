// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("Take the server from this configuration.", valueName: "file")
    )
    var configuration: String?

    @Option(
        name: [.customShort("s"), .customLong("serverurl")],
        help: ArgumentHelp("Speak to this server: unix:///path or http://host:port.", valueName: "url")
    )
    var serverURL: String?

    @Option(name: [.customShort("u"), .customLong("username")], help: "The user name that the server asks for.")
    var username: String?

    @Option(name: [.customShort("p"), .customLong("password")], help: "The password that the server asks for.")
    var password: String?

    @Flag(name: .customLong("json"), help: "Write JSON documents instead of words.")
    var json = false
}
