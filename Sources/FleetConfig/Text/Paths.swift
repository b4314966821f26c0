// SPDX-License-Identifier: Apache-2.0

/// Arithmetic on paths, as Python's `os.path` does it.
enum Paths {
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        let head = path[...slash]
        // "/x" lies in "/", "a//b" in "a".
        guard let last = head.lastIndex(where: { $0 != "/" }) else { return String(head) }
        return String(head[...last])
    }

    /// `path` itself where it is absolute, else below `base`.
    static func join(_ base: String, _ path: String) -> String {
        if path.hasPrefix("/") || base.isEmpty { return path }
        return base.hasSuffix("/") ? base + path : "\(base)/\(path)"
    }

    /// Absolute, without `.`, `..` and doubled slashes (`os.path.abspath`); symbolic links stay as they are.
    static func absolute(_ path: String, in currentDirectory: String) -> String {
        var parts: [Substring] = []
        for part in join(currentDirectory, path).split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// With `~` or `~user` at its beginning replaced by a home directory, where that is known (`os.path.expanduser`).
    static func expandingUser(_ path: String, in surroundings: any Surroundings) -> String {
        guard path.hasPrefix("~") else { return path }
        let end = path.firstIndex(of: "/") ?? path.endIndex
        let user = path[path.index(after: path.startIndex)..<end]
        let home = surroundings.homeDirectory(of: user.isEmpty ? nil : String(user))
        guard var home else { return path }
        while home.hasSuffix("/") { home.removeLast() }
        let expanded = home + path[end...]
        return expanded.isEmpty ? "/" : expanded
    }
}
