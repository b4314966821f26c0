// SPDX-License-Identifier: Apache-2.0

/// The short pages that answer what can't be done as it was asked.
public enum AnswerPages {
    /// For a GET that would act: the same as a button, since only a POST may change anything.
    public static func button(for action: PageAction, token: String) -> String {
        Page.notice(
            title: "This needs a click",
            body: """
                <p>An address alone changes nothing here, so that no page elsewhere can. Do you want to \(action.words)?</p>
                <form method="post" action="/\(action.query)">
                <input type="hidden" name="token" value="\(token)">
                <button class="grave">Yes, \(action.words)</button>
                </form>
                """
        )
    }

    /// For a request that makes no sense, or is refused.
    public static func sorry(title: String, reason: String) -> String {
        Page.notice(title: title, body: "<p>\(reason)</p>")
    }
}
