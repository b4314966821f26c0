// SPDX-License-Identifier: Apache-2.0

/// What browsers are told about every page: nothing comes from elsewhere, nothing is inline, and nobody may frame it.
public enum WebSafety {
    /// Names and values of the headers.
    public static let headers: [(name: String, value: String)] = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
    ]
}
