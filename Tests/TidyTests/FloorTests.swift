// SPDX-License-Identifier: Apache-2.0

import Testing

/// Imports point down only: what each target may see.
@Suite("Floors")
struct FloorTests {
    /// A target sees its own kind on lower floors only, so two on one floor never see each other.
    static let floors = [
        "FleetModel": 0,
        "FleetConfig": 1,
        "FleetCore": 2, "FleetLinux": 2, "FleetRPC": 2, "FleetWeb": 2,
        "FleetBrokers": 3, "FleetCluster": 3, "FleetAPI": 3, "FleetClient": 3,
        "FleetDaemon": 4, "FleetShell": 4,
        "supervisord": 5, "fleetctl": 5, "pidproxy": 5,
    ]
    /// C, and so nobody's neighbour.
    static let shims: Set = ["CLinux", "CSystemd"]
    /// What the pure floors may import, and nothing else in the world.
    static let pure: [String: Set<String>] = [
        "FleetModel": [], "FleetConfig": ["FleetModel"], "FleetCore": ["FleetModel"],
    ]

    static let files = Repository.files(under: "Sources/", endingIn: ".swift")

    @Test("Every target has a floor")
    func everyTargetHasAFloor() {
        let targets = Set(Self.files.map(\.target))
        #expect(!targets.isEmpty)
        #expect(targets.subtracting(Self.floors.keys).subtracting(Self.shims) == [])
    }

    @Test("Imports point down", arguments: files)
    func importsPointDown(_ file: SourceFile) throws {
        let floor = try #require(Self.floors[file.target])
        for (number, module) in file.imports {
            guard let other = Self.floors[module] else { continue }
            #expect(other < floor, "\(file.path):\(number): \(file.target) must not see \(module)")
        }
    }

    @Test("The pure floors import nothing but each other", arguments: files.filter { pure[$0.target] != nil })
    func pureFloors(_ file: SourceFile) {
        for (number, module) in file.imports {
            #expect(Self.pure[file.target]?.contains(module) == true, "\(file.path):\(number): import \(module)")
        }
    }

    @Test("There is nothing asynchronous in the configuration and the core")
    func noConcurrencyInPureFloors() {
        let files = Self.files.filter { ["FleetConfig", "FleetCore"].contains($0.target) }
        #expect(files.flatMap { $0.places(of: #"\b(async|await|actor|Task)\b"#) } == [])
    }

    @Test("Nothing imports the whole of Foundation, which would double the daemon's memory")
    func noFoundation() {
        let places = Self.files.flatMap { file in
            file.imports.filter { ["Foundation", "Dispatch", "FoundationNetworking"].contains($0.module) }
                .map { "\(file.path):\($0.number)" }
        }
        #expect(places == [])
    }
}
