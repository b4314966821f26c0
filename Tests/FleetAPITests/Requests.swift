// SPDX-License-Identifier: Apache-2.0

/// A GET whose connection ends with the answer.
func ask(_ path: String) -> String {
    "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
}

/// A POST whose connection ends with the answer.
func tell(_ path: String, _ body: String) -> String {
    "POST \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

/// A DELETE whose connection ends with the answer.
func remove(_ path: String) -> String {
    "DELETE \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
}

/// A request with these lines of headers, whose connection ends with the answer.
func send(_ line: String, _ headers: [String], _ body: String = "") -> String {
    let all = [line] + headers + ["Connection: close"] + (body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"])
    return all.joined(separator: "\r\n") + "\r\n\r\n" + body
}
