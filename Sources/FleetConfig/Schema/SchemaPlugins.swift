// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// What event listeners and FastCGI programs have beyond any program, and the keys of plugins in Python.
    static let pluginKeys: [Key] = [
        Key("events", in: [.eventListener], .list, "The events it listens to; EVENT is all of them."),
        Key(
            "buffer_size",
            in: [.eventListener],
            .positive,
            default: "10",
            "How many events may wait for it; beyond that the oldest is dropped."
        ),
        Key(
            "result_timeout",
            in: [.eventListener],
            .duration,
            default: "300",
            "How long it may take over one event before it is restarted; 0 is for ever."
        ),
        Key(
            "result_handler",
            in: [.eventListener],
            .text,
            default: "supervisor.dispatchers:default_handler",
            "Judges its answers; only the default can be used."
        ),
        Key("socket", in: [.fastCGI], .url, "The socket that is its descriptor 0: unix:///path or tcp://host:port."),
        Key("socket_owner", in: [.fastCGI], .userAndGroup, "Owner of the socket; the default is `user`."),
        Key("socket_mode", in: [.fastCGI], .octal, default: "0700", "Mode of the socket."),
        Key(
            "socket_backlog",
            in: [.fastCGI],
            .positive,
            "How many connections may wait; the default is the kernel's limit."
        ),
        Key(
            "supervisor.rpcinterface_factory",
            in: [.rpcInterface],
            .text,
            "The Python function that makes it; only Supervisor's own can be used."
        ),
        Key(
            "supervisor.ctl_factory",
            in: [.clientPlugin],
            .text,
            "The Python function that makes it; none can be used."
        ),
    ]
}
