// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What one reading of a configuration carries along: the world, the text so far, and what was found wrong.
///
/// Shared by all parts of one reading and dropped at its end; it never leaves the thread that reads.
final class Reading {
    let surroundings: any Surroundings
    /// The main file.
    let path: String
    /// The directory of the main file.
    let here: String
    var document = Document()
    var findings = Findings()
    /// The files read so far.
    var files: [String] = []
    /// What `%(ENV_X)s` may name: the environment, later also that of `[supervisord]`.
    var environment: [String: String]

    init(path: String, in surroundings: any Surroundings) {
        self.surroundings = surroundings
        self.path = path
        here = Paths.directory(of: Paths.absolute(path, in: surroundings.currentDirectory))
        environment = surroundings.environment
    }

    /// What was found, for people to read.
    var diagnostics: [Diagnostic] { findings.sorted(files: files) }

    /// A reader of a section of the document, which must be there.
    func reader(_ section: Document.Section, _ kind: SectionKind, _ names: [String: Expansion.Value] = [:])
        -> SectionReader
    {
        SectionReader(section: section, kind: kind, reading: self, names: names)
    }

    /// All sections of a kind with the names after their colons, in the order of the document.
    ///
    /// To be asked only once the whole document has been read.
    func sections(_ kind: SectionKind) -> [(section: Document.Section, name: String?)] { sectionsByKind[kind] ?? [] }

    private lazy var sectionsByKind: [SectionKind: [(section: Document.Section, name: String?)]] = {
        var sections: [SectionKind: [(section: Document.Section, name: String?)]] = [:]
        for section in document.completeSections {
            guard let (kind, name) = SectionKind.parse(section.name) else { continue }
            sections[kind, default: []].append((section, name))
        }
        return sections
    }()

    func account(_ text: String) throws(Malformed) -> Account {
        if let account = surroundings.account(named: text.stripped) { return account }
        throw Malformed("there is no user '\(text)' on this machine", code: "unknown-user")
    }

    /// A path below a directory that exists, with `~` replaced.
    func pathInDirectory(_ text: String) throws(Malformed) -> String {
        let path = Paths.expandingUser(text, in: surroundings)
        let directory = Paths.directory(of: path)
        if directory.isEmpty || surroundings.isDirectory(directory) { return path }
        throw Malformed(
            "the directory of '\(text)' doesn't exist",
            code: "no-directory",
            hint: "create it: mkdir -p '\(directory)'"
        )
    }

    func existingDirectory(_ text: String) throws(Malformed) -> String {
        let path = Paths.expandingUser(text, in: surroundings)
        if surroundings.isDirectory(path) { return path }
        throw Malformed(
            "'\(text)' is no existing directory",
            code: "no-directory",
            hint: "create it: mkdir -p '\(path)'"
        )
    }

    /// Absolute and without `..`, with `~` replaced.
    func normalized(_ path: String) -> String {
        Paths.absolute(Paths.expandingUser(path, in: surroundings), in: surroundings.currentDirectory)
    }

    /// The numbers of `user` or `user:group`; -1, which chown(2) leaves alone, is nil.
    func owner(_ text: String) throws(Malformed) -> SocketOwner {
        let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let user = try account(sides[0])
        guard sides.count == 2 else { return SocketOwner(uid: user.uid, gid: nil) }
        guard let gid = surroundings.group(named: sides[1].stripped) else {
            throw Malformed("there is no group '\(sides[1])' on this machine", code: "unknown-group")
        }
        return SocketOwner(uid: user.uid, gid: gid)
    }
}
