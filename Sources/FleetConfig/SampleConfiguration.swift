// SPDX-License-Identifier: Apache-2.0

/// A configuration to begin with.
public enum SampleConfiguration {
    public static let text = "; Sample supervisor config file.\n"
}
