// SPDX-License-Identifier: Apache-2.0

/// Where a configuration is looked for when nobody names one.
public enum SearchPath {
    /// The paths in the order of trial: Supervisor's places (Supervisor 4.3 options.py), each with `fleet.conf` before
    /// `supervisord.conf`.
    ///
    /// `executable` is the path by which the program was started, or found.
    public static func candidates(executable: String) -> [String] {
        let parent = Paths.directory(of: Paths.directory(of: executable))
        let places = [
            Paths.join(parent, "etc/"), parent.isEmpty ? "" : Paths.join(parent, ""), "", "etc/", "/etc/",
        ]
        var paths = places.flatMap { ["\($0)fleet.conf", "\($0)supervisord.conf"] }
        paths += ["/etc/fleet/fleet.conf", "/etc/supervisor/supervisord.conf"]
        var seen: Set<String> = []
        return paths.filter { seen.insert($0).inserted }
    }
}
