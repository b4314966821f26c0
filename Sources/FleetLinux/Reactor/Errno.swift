// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// Turns the C convention of "-1, and look at errno" into a thrown error.
///
/// `call` is the C function's name; `subject` is only evaluated after a failure, and after errno was read.
@discardableResult
func checked<Result: FixedWidthInteger & SignedInteger>(
    _ call: String,
    on subject: @autoclosure () -> String,
    _ result: Result
) throws(SystemError) -> Result {
    guard result < 0 else { return result }
    let code = errno
    throw SystemError(call, errno: code, subject: subject())
}

/// The name of an errno, as Supervisor's messages have it: `ENOENT`.
func errnoName(_ code: Int32) -> String {
    clinux_errno_name(code).map { String(cString: $0) } ?? "errno \(code)"
}

extension SystemError {
    /// The name of the errno: `ENOENT`.
    public var errnoName: String { FleetLinux.errnoName(errno) }

    /// What a person reads: `openat /etc/x: No such file or directory`.
    public var words: String {
        "\(call) \(subject): \(String(cString: strerror(errno)))"
    }
}
