// SPDX-License-Identifier: Apache-2.0

/// One Celery application that queues and beats of the configuration belong to.
public struct CeleryPlan: Hashable, Sendable {
    /// The NAME of `[celery:NAME]`; nil for `[celery]`.
    public var name: String?
    /// As in `celery -A`; nil where each queue says its own.
    public var app: String?
    /// Where the queues are; may contain a password, so it is never shown.
    public var broker: String?
    /// RabbitMQ's management API.
    public var brokerAPI: String?
    /// A file that holds the broker's URL.
    public var brokerFile: String?
}
