# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, driven by the DevTools protocol over a pair of pipes: nothing but the standard library."""

import base64
import itertools
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time


class Failed(Exception):
    """What was expected didn't happen."""


class Browser:
    """One browser with one page, for the length of a `with`."""

    def __init__(self, user=None, password=None, executable=None):
        self.login = {"username": user or "", "password": password or ""}
        self.troubles = []  # errors of the console, exceptions, violations of the content security policy
        self.executable = executable or shutil.which("chromium") or shutil.which("google-chrome")
        if not self.executable:
            raise Failed("there is no chromium: apt-get install chromium")

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="fleet-browser-")
        reads, self.commands = os.pipe()
        self.answers, writes = os.pipe()

        def hand_over():  # the browser reads commands from descriptor 3 and answers on 4
            os.dup2(reads, 100), os.dup2(writes, 101)
            os.dup2(100, 3), os.dup2(101, 4)
            os.close(100), os.close(101)

        flags = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
        flags += " --disable-dev-shm-usage --hide-scrollbars --remote-debugging-pipe --ignore-certificate-errors"
        self.process = subprocess.Popen(
            [self.executable, *flags.split(), f"--user-data-dir={self.profile}", "about:blank"],
            preexec_fn=hand_over,
            close_fds=False,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(reads), os.close(writes)
        self.numbers = itertools.count(1)
        self.waiting = {}
        self.session = None
        threading.Thread(target=self._read, daemon=True).start()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(10)
        except Exception:
            os.killpg(self.process.pid, 9)
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    # The protocol

    def call(self, method, **parameters):
        number = next(self.numbers)
        answer = self.waiting[number] = queue.Queue(1)
        self._send(number, method, parameters)
        try:
            reply = answer.get(timeout=30)
        except queue.Empty:
            raise Failed(f"{method}: no answer from the browser") from None
        if "error" in reply:
            raise Failed(f"{method}: {reply['error'].get('message')}")
        return reply.get("result", {})

    def _send(self, number, method, parameters):
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")

    def _read(self):
        rest = b""
        while chunk := os.read(self.answers, 1 << 16):
            *messages, rest = (rest + chunk).split(b"\0")
            for message in map(json.loads, messages):
                if message.get("id") in self.waiting:
                    self.waiting.pop(message["id"]).put(message)
                elif "method" in message:
                    self._hear(message["method"], message["params"])

    def _hear(self, method, event):
        if method == "Fetch.requestPaused":
            self._send(next(self.numbers), "Fetch.continueRequest", {"requestId": event["requestId"]})
        elif method == "Fetch.authRequired":
            answer = {"response": "ProvideCredentials", **self.login}
            self._send(
                next(self.numbers),
                "Fetch.continueWithAuth",
                {"requestId": event["requestId"], "authChallengeResponse": answer},
            )
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            self.troubles.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "warning", "assert"):
            self.troubles.append(" ".join(str(a.get("value", a.get("description"))) for a in event["args"]))
        elif method == "Log.entryAdded" and event["entry"]["level"] in ("error", "warning"):
            self.troubles.append(f"{event['entry']['text']} {event['entry'].get('url', '')}")

    # What a person does

    def go(self, url):
        """Opens a page, and logs in where the server asks for it."""
        self.call("Fetch.enable", handleAuthRequests=True)
        reply = self.call("Page.navigate", url=url)
        if "errorText" in reply:
            raise Failed(f"{url}: {reply['errorText']}")
        self.until("document.readyState === 'complete'", "the page has loaded")
        self.call("Fetch.disable")

    def js(self, expression):
        reply = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in reply:
            raise Failed(f"{expression}: {reply['exceptionDetails'].get('exception', {}).get('description')}")
        return reply["result"].get("value")

    def until(self, expression, what, seconds=20):
        deadline = time.monotonic() + seconds
        while True:
            try:
                value = self.js(expression)
            except Failed as failure:  # such as in the middle of a navigation
                value, what = None, f"{what} ({failure})"
            if value:
                return value
            if time.monotonic() > deadline:
                raise Failed(f"not within {seconds} s: {what}")
            time.sleep(0.02)

    def click(self, selector):
        where = self.js(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); if (!e) return null;"
            " e.scrollIntoView({block: 'center', behavior: 'instant'}); const b = e.getBoundingClientRect();"
            " return b.width ? {x: b.x + b.width / 2, y: b.y + b.height / 2} : null; })()"
        )
        if not where:
            raise Failed(f"nothing to click: {selector}")
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"]:
            button = "none" if kind == "mouseMoved" else "left"
            self.call("Input.dispatchMouseEvent", type=kind, button=button, clickCount=1, **where)

    def press(self, key):
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        codes = {"Enter": 13, "Escape": 27, "Tab": 9}
        code = codes.get(key, ord(key.upper()) if len(key) == 1 and key.isalpha() else 0)
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text, windowsVirtualKeyCode=code)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def type(self, text):
        for letter in text:
            self.press(letter)

    def window(self, width, height, is_phone=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=is_phone)

    def colours(self, scheme):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot")["data"]))
