// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    // Programs and tests are built once, in release, so tests of internals look into the very modules that are installed.
    .unsafeFlags(["-enable-testing"], .when(configuration: .release)),
]

// The programs carry Swift's run-time with them, and that of C++, in every build, so that tests drive exactly what is installed.
// FoundationEssentials needs two archives that the static linker is only told of when a module was compiled for static linking.
let program: [LinkerSetting] = [
    .unsafeFlags([
        "-static-stdlib", "-use-ld=lld", "-Xlinker", "--gc-sections", "-Xlinker", "--icf=safe", "-Xlinker",
        "--no-export-dynamic", "-Xclang-linker", "-static-libgcc", "-L\(Context.packageDirectory)/contrib/static",
    ]),
    .linkedLibrary("_FoundationCShims"),
    .linkedLibrary("_FoundationCollections"),
]

func room(_ name: String, sees dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, see dependencies: [Target.Dependency], _ resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let http: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "Logging", package: "swift-log"),
]

let package = Package(
    name: "fleet",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Only to switch its traits off: its default would bring full Foundation into the daemon.
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        // crypt(3) from its archive: the programs need no shared library of it.
        .target(name: "CLinux", linkerSettings: [.linkedLibrary(":libcrypt.a")]),
        room("FleetModel", sees: []),
        room("FleetConfig", sees: ["FleetModel"]),
        room("FleetCore", sees: ["FleetModel"]),
        room("FleetLinux", sees: ["FleetModel", "FleetConfig", "CLinux", "CSystemd"]),
        room("FleetRPC", sees: ["FleetModel"]),
        .target(
            name: "FleetWeb",
            dependencies: ["FleetModel"],
            resources: [
                "fleet.css", "icon.svg", "theme.js", "fleet.js", "actions.js", "address.js", "feed.js", "keys.js",
                "log.js", "row.js", "table.js", "words.js",
            ].map { .embedInCode("Assets/\($0)") },
            swiftSettings: settings
        ),
        .target(
            name: "FleetAPI",
            dependencies: ["FleetModel", "FleetRPC", "FleetWeb"] + http,
            resources: [.embedInCode("openapi.json")],
            swiftSettings: settings
        ),
        room(
            "FleetDaemon",
            sees: ["FleetModel", "FleetConfig", "FleetCore", "FleetLinux", "FleetAPI"]
        ),
        room("FleetClient", sees: ["FleetModel"]),
        room("FleetShell", sees: ["FleetModel", "FleetRPC", "FleetClient", "FleetConfig"]),
        .executableTarget(
            name: "supervisord",
            dependencies: ["FleetDaemon"],
            swiftSettings: settings,
            linkerSettings: program
        ),
        .executableTarget(
            name: "fleetctl",
            dependencies: ["FleetModel", "FleetClient", "FleetConfig", "FleetLinux", "FleetShell", arguments],
            swiftSettings: settings,
            linkerSettings: program
        ),
        .executableTarget(name: "pidproxy", dependencies: ["CLinux"], swiftSettings: settings, linkerSettings: program),
        .target(
            name: "Simulator",
            dependencies: ["FleetModel", "FleetCore"],
            path: "Tests/Simulator",
            swiftSettings: settings
        ),
        .target(
            name: "FakeServer",
            dependencies: ["FleetModel", "FleetAPI", "FleetClient", "FleetLinux"],
            path: "Tests/FakeServer",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "FleetTorture",
            dependencies: ["FleetLinux", "FleetModel"],
            path: "Tests/FleetTorture",
            swiftSettings: settings
        ),
        tests("FleetModelTests", see: ["FleetModel"]),
        tests("FleetRPCTests", see: ["FleetRPC", "FleetModel"]),
        .testTarget(
            name: "FleetConfigTests",
            dependencies: ["FleetConfig", "FleetLinux", "FleetModel"],
            exclude: ["Supervisor/recorded.txt"],
            swiftSettings: settings
        ),
        tests("FleetCoreTests", see: ["FleetCore", "FleetModel"]),
        tests("SimulationTests", see: ["Simulator", "FleetCore", "FleetModel"]),
        tests("ConformanceTests", see: ["Simulator", "FleetCore", "FleetLinux", "FleetModel"]),
        tests("FleetLinuxTests", see: ["FleetLinux", "FleetModel", "CLinux", "FleetTorture"]),
        .testTarget(
            name: "FleetAPITests",
            dependencies: ["FakeServer", "FleetAPI", "FleetClient", "FleetLinux", "FleetModel"] + http,
            exclude: ["Golden"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FleetClientTests",
            dependencies: ["FakeServer", "FleetClient", "FleetModel"],
            exclude: ["Golden"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FleetShellTests",
            dependencies: ["FleetShell", "FleetRPC", "FleetClient", "FleetConfig", "FleetModel"],
            exclude: ["Golden"],
            swiftSettings: settings
        ),
        tests("FleetWebTests", see: ["FleetWeb", "FleetModel"]),
        tests("TidyTests", see: []),
        .testTarget(name: "AcceptanceTests", exclude: ["Scenarios"], swiftSettings: settings),
    ]
)
