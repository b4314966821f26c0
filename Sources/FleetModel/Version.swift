// SPDX-License-Identifier: Apache-2.0

/// The version of Fleet, which both programs print.
public let fleetVersion = "0.1.0"
