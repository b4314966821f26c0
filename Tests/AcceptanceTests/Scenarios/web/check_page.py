#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Uses the page of a running supervisor as people do, in a real Chromium, and exits with 0 if all is as it should be.

    check_page.py URL [--user NAME --password WORD] [--pictures FOLDER] [--anew COMMAND] PROCESS OTHER

PROCESS is up and keeps writing to its stdout; it is restarted, stopped and started. OTHER is of another name, and left alone.
COMMAND ends the supervisor and, when it is gone, starts it again.
"""

import argparse
import base64
import json
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

from browser import Browser, Failed


def row(name):
    return f"tr.process[data-name={json.dumps(name)}]"


def find(selector, rest=""):
    return f"document.querySelector({json.dumps(selector)}){rest}"


class Visit:
    def __init__(self, browser, options):
        self.browser = browser
        self.url = options.url.rstrip("/")
        self.name = options.process
        self.other = options.other
        self.login = (options.user, options.password)
        self.pictures = options.pictures
        self.anew = options.anew

    # What it asks the page

    def state(self, name=None):
        return self.browser.js(find(row(name or self.name), ".dataset.state"))

    def detail(self):
        return self.browser.js(find(row(self.name) + " .detail", ".textContent"))

    def until_state(self, *states):
        self.browser.until(f"{json.dumps(states)}.includes({find(row(self.name), '.dataset.state')})", f"{states}")

    def names(self):
        return self.browser.js("[...document.querySelectorAll('tr.process')].filter(r => r.offsetHeight).map(r => r.dataset.name)")

    def picture(self, name):
        if self.pictures:
            self.browser.screenshot(f"{self.pictures}/{name}.png")

    def expect(self, what, holds):
        if not holds:
            raise Failed(what)

    # The steps

    def refuses_strangers(self):
        """Nobody gets in without the password."""
        if not self.login[0]:
            return
        for path in ["/", "/web/fleet.js", "/v1/events", "/tail.html", "/ok.html"]:
            self.expect(f"{path} without a password", self.ask("GET", path, login=False)[0] == 401)

    def answers_scripts(self):
        """Supervisor's addresses, for programs that are no browsers."""
        self.expect("/ok.html", self.ask("GET", "/ok.html")[::2] == (200, b"OK"))
        status, headers, _ = self.ask("GET", "/")
        policy = headers["Content-Security-Policy"]
        self.expect("a strict policy", status == 200 and "default-src 'none'" in policy and "unsafe" not in policy)
        self.expect("no sniffing", headers["X-Content-Type-Options"] == "nosniff")
        before = self.ask("GET", f"/v1/processes?select={self.name}")[2]
        status, _, page = self.ask("GET", f"/?action=stop&processname={self.name}")
        self.expect("a GET doesn't act, but offers a button", status == 405 and b'method="post"' in page)
        self.expect("nothing happened", json.loads(before)[0]["pid"] == self.process()["pid"])
        self.expect("an unknown action", self.ask("POST", "/?action=bogus")[0] == 400)
        status, headers, _ = self.ask("POST", "/index.html?action=refresh")
        self.expect("a refresh", status == 303 and headers["Location"].startswith("/?message=Page%20refreshed"))
        status, headers, _ = self.ask("POST", f"/index.html?action=restart&processname={self.name}")
        self.expect("a restart by a script", status == 303 and headers["Location"].endswith("restarted"))
        self.expect("it was restarted", json.loads(before)[0]["pid"] != self.process()["pid"])
        status, headers, _ = self.ask("GET", "/web/fleet.css")
        again = self.ask("GET", "/web/fleet.css", {"If-None-Match": headers["ETag"]})[0]
        self.expect("files are kept", status == 200 and again == 304)
        stranger = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        self.expect("another site's page can't act", self.ask("POST", "/?action=stopall", stranger)[0] == 403)
        own = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        self.expect("nor ours without its token", self.ask("POST", "/?action=stopall", own)[0] == 403)

    def process(self):
        return json.loads(self.ask("GET", f"/v1/processes?select={self.name}")[2])[0]

    def ask(self, method, path, headers=None, login=True):
        request = urllib.request.Request(self.url + path, method=method, headers=headers or {})
        if login and self.login[0]:
            pair = base64.b64encode(":".join(self.login).encode()).decode()
            request.add_header("Authorization", f"Basic {pair}")
        trusting = ssl._create_unverified_context()  # the certificate signs itself
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusting), Stay())
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def logs_in(self):
        """The page comes to life."""
        browser = self.browser
        browser.window(1280, 800)
        browser.colours("light")
        browser.go(self.url + "/")
        browser.js("window.isTheSamePage = true")
        browser.until("document.documentElement.dataset.link === 'live'", "the page is live")
        self.expect("both processes are there", {self.name, self.other} <= set(self.names()))
        self.until_state("RUNNING")
        browser.until(find(row(self.name) + " .memory", ".textContent"), "memory is shown")
        browser.until(find(row(self.name) + " .cpu", ".textContent"), "CPU is shown")
        uptime = find(row(self.name) + " .uptime", ".textContent")
        first = browser.js(uptime)
        browser.until(f"{uptime} !== {json.dumps(first)}", "the uptime ticks", 5)
        self.picture("light")
        browser.colours("dark")
        self.picture("dark")
        browser.colours("light")

    def filters(self):
        """By name and by state."""
        browser = self.browser
        browser.press("/")
        browser.type(self.name.split(":")[-1])
        browser.until(f"!{find(row(self.other), '.offsetHeight')}", "the other is hidden")
        self.expect("one is shown", self.names() == [self.name])
        browser.press("Escape")
        browser.until(find(row(self.other), ".offsetHeight"), "both are shown again")
        browser.click(".chip[data-state=RUNNING]")
        shown = browser.js("[...document.querySelectorAll('tr.process')].filter(r => r.offsetHeight).map(r => r.dataset.state)")
        self.expect("only running ones are shown", set(shown) == {"RUNNING"})
        browser.click(".chip[data-state=RUNNING]")

    def restarts_by_clicking(self):
        """And sees the states pass by, without loading the page again."""
        browser = self.browser
        before, restarts = self.detail(), int(browser.js(find(row(self.name) + " .restarts", ".textContent")))
        browser.js(
            "window.seen = []; new MutationObserver(() => window.seen.push("
            + find(row(self.name), ".dataset.state")
            + ")).observe("
            + find(row(self.name))
            + ", {attributeFilter: ['data-state']})"
        )
        browser.click(row(self.name) + " button[data-verb=restart]")
        browser.until("window.seen.at(-1) === 'RUNNING'", "it runs again")
        seen = browser.js("window.seen")
        self.expect(f"it was seen to start: {seen}", seen[-2:] == ["STARTING", "RUNNING"])
        browser.until(find("#message", ".textContent.includes('restarted')"), "the page says so")
        self.expect("another process", self.detail().startswith("pid ") and self.detail() != before)
        count = int(browser.js(find(row(self.name) + " .restarts", ".textContent")))
        self.expect(f"the restart is counted: {restarts}, {count}", count == restarts + 1)
        self.expect("the server says the same", self.process()["restarts"] == count)
        self.expect("the page was not loaded again", browser.js("window.isTheSamePage === true"))

    def works_by_keyboard(self):
        browser = self.browser
        browser.js(find(row(self.name), ".focus()"))
        browser.press("x")
        self.until_state("STOPPED")
        browser.press("j")
        browser.press("k")
        self.expect("k returns", browser.js(find(row(self.name)) + " === document.activeElement"))
        browser.press("s")
        self.until_state("RUNNING")
        browser.press("?")
        self.expect("the list of keys", browser.js(find("#keys", ".open")))
        browser.press("Escape")
        browser.click("button[data-all][data-verb=stop]")
        browser.until(find("#confirm", ".open"), "stop of all asks first")
        self.picture("confirm")
        browser.press("Escape")
        browser.until(f"!{find('#confirm', '.open')}", "the question goes away")
        self.expect("nothing was stopped", self.state() == "RUNNING" and self.state(self.other) == "RUNNING")

    def follows_a_log(self):
        browser = self.browser
        browser.js(find(row(self.name), ".focus()"))
        browser.press("Enter")
        length = find("#log-text", ".textContent.length")
        first = browser.until(length, "the log is shown")
        browser.until(f"{length} > {first}", "the log goes on")
        self.expect("it is at its end", browser.js("(e => e.scrollTop + e.clientHeight >= e.scrollHeight - 8)(" + find("#log-text") + ")"))
        self.picture("log")
        browser.press("Escape")
        self.expect("the log is closed", browser.js(find("#log", ".hidden")))
        browser.click("#main-log")
        browser.until(length, "the supervisor's own log is shown")
        browser.press("Escape")

    def fits_a_phone(self):
        browser = self.browser
        browser.window(360, 740, is_phone=True)
        browser.js("scrollTo(0, 0)")
        self.expect("nothing scrolls sideways", browser.js("document.documentElement.scrollWidth") == 360)
        self.picture("phone")
        browser.window(1280, 800)

    def keeps_the_chosen_colours(self):
        browser = self.browser
        for theme in ["light", "dark"]:
            browser.click("#theme")
            self.expect(theme, browser.js("document.documentElement.dataset.theme") == theme)
        browser.go(self.url + "/")
        self.expect("still dark", browser.js("getComputedStyle(document.documentElement).colorScheme") == "dark")
        browser.until("document.documentElement.dataset.link === 'live'", "live again")
        browser.click("#theme")

    def survives_the_supervisor(self):
        """Says that the connection is lost, comes back by itself, and acts with the new supervisor's token."""
        if not self.anew:
            return
        browser = self.browser
        browser.js(
            "window.links = []; new MutationObserver(() => window.links.push(document.documentElement.dataset.link))"
            ".observe(document.documentElement, {attributeFilter: ['data-link']})"
        )
        seen = len(browser.troubles)
        subprocess.run(self.anew, shell=True, check=True, timeout=60, stdout=subprocess.DEVNULL)
        browser.until("window.links.includes('lost') && window.links.at(-1) === 'live'", "lost, then live again", 40)
        self.until_state("RUNNING")
        browser.click(row(self.name) + " button[data-verb=restart]")
        browser.until(find("#message", ".textContent.includes('restarted')"), "it is restarted")
        del browser.troubles[seen:]  # connections refused, and the token of before: both were meant

    def works_without_a_script(self):
        browser = self.browser
        before = self.process()["pid"]
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        browser.go(self.url + "/")
        self.picture("no-script")
        browser.click(row(self.name) + " button[data-verb=restart]")
        browser.until(f"location.search.startsWith('?message=')", "the form was answered")
        browser.until("document.readyState === 'complete'", "the page has loaded")
        self.expect("it says so", browser.js(find("#message", ".textContent")) == f"Process {self.name} restarted")
        self.expect("it was restarted", self.process()["pid"] != before)
        browser.go(f"{self.url}/tail.html?processname={self.name}&limit=4096")
        self.expect("the end of the log", browser.js(find("pre", ".textContent.length")))
        browser.call("Emulation.setScriptExecutionDisabled", value=False)

    def steps(self):
        return [
            self.refuses_strangers,
            self.answers_scripts,
            self.logs_in,
            self.filters,
            self.restarts_by_clicking,
            self.works_by_keyboard,
            self.follows_a_log,
            self.fits_a_phone,
            self.keeps_the_chosen_colours,
            self.survives_the_supervisor,
            self.works_without_a_script,
        ]


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other."""

    def redirect_request(self, *_):
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("process")
    parser.add_argument("other")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--pictures")
    parser.add_argument("--anew")
    options = parser.parse_args()
    with Browser(options.user, options.password) as browser:
        visit = Visit(browser, options)
        for step in visit.steps():
            try:
                step()
                print(f"ok      {step.__name__}", flush=True)
            except Failed as failure:
                print(f"FAILED  {step.__name__}: {failure}")
                visit.picture("failed")
                print("\n".join(browser.troubles))
                return 1
        # A refused password is told on the console too, and was meant.
        troubles = [trouble for trouble in browser.troubles if "401" not in trouble]
        for trouble in troubles:
            print(f"FAILED  the console says: {trouble}")
        return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
