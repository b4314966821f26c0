// SPDX-License-Identifier: Apache-2.0

import FleetModel
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
