// SPDX-License-Identifier: Apache-2.0

/// A GET whose connection ends with the answer.
func ask(_ path: String) -> String {
    "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
}

/// A POST whose connection ends with the answer.
func tell(_ path: String, _ body: String) -> String {
    "POST \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
