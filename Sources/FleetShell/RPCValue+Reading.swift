// SPDX-License-Identifier: Apache-2.0

import FleetRPC

// What the answers are made of, where they have the shape that Supervisor gives them.

extension RPCValue {
    func asText() throws(CallFailure) -> String {
        guard let text = string else { throw Self.unexpected }
        return text
    }

    func asNumber() throws(CallFailure) -> Int {
        guard let number = int ?? boolean.map({ $0 ? 1 : 0 }) else { throw Self.unexpected }
        return number
    }

    func asArray() throws(CallFailure) -> [RPCValue] {
        guard let array else { throw Self.unexpected }
        return array
    }

    /// The member of a struct.
    func member(_ name: String) throws(CallFailure) -> RPCValue {
        guard members != nil else { throw Self.unexpected }
        guard let value = self[name] else { throw .other(type: "KeyError", message: name.pythonQuoted) }
        return value
    }

    private static let unexpected = CallFailure.other(
        type: "TypeError",
        message: "the server's answer has another shape than Supervisor's"
    )
}

/// A process as `getAllProcessInfo` and `getProcessInfo` tell of it.
struct ProcessRow: Hashable {
    var group: String
    var name: String
    var state: Int
    var stateName: String
    var description: String
    var pid: Int

    init(_ value: RPCValue) throws(CallFailure) {
        group = try value.member("group").asText()
        name = try value.member("name").asText()
        state = try value.member("state").asNumber()
        stateName = try value.member("statename").asText()
        description = try value.member("description").asText()
        pid = try value.member("pid").asNumber()
    }

    var fullName: String { Namespec.text(group: group, process: name) }
    var isRunning: Bool { state == 20 }
    /// STOPPED, EXITED, FATAL, UNKNOWN (Supervisor 4.3 states.py).
    var isDown: Bool { [0, 100, 200, 1000].contains(state) }
}

/// What a call did to one process.
struct ResultRow: Hashable {
    var fullName: String
    var status: Int32
    var description: String

    /// One item of what the calls for several processes answer.
    init(_ value: RPCValue) throws(CallFailure) {
        fullName = Namespec.text(
            group: try value.member("group").asText(),
            process: try value.member("name").asText()
        )
        status = Int32(truncatingIfNeeded: try value.member("status").asNumber())
        description = try value.member("description").asText()
    }

    /// A call for one process that failed.
    init(_ name: String, _ fault: Fault) {
        fullName = name
        status = fault.code
        description = fault.message
    }
}
