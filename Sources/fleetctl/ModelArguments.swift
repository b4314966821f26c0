// SPDX-License-Identifier: Apache-2.0

// A conformance is as public as its type, so the import has to be.
public import ArgumentParser
public import FleetModel

extension RestartStrategy: ExpressibleByArgument {}
extension OutputChannel: ExpressibleByArgument {}
