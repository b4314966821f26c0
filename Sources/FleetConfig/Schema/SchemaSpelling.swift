// SPDX-License-Identifier: Apache-2.0

import FleetModel

extension Schema {
    /// The section or key that somebody probably meant; nil where none is near.
    public static func nearest(to topic: String) -> String? {
        EditDistance.nearest(to: topic.lowercased(), in: SectionKind.allCases.map(\.rawValue) + keys.map(\.name))
    }
}
