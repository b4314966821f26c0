# SPDX-License-Identifier: Apache-2.0
"""What the drivers share: a daemon in a folder of its own, clients for it, and masks for what no two runs have in common.

The daemon is Fleet's or PyPI's Supervisor 4.3.0: a driver that passes with the latter is known to ask for the right thing.
"""
import argparse
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import xmlrpc.client

FOLDER = os.path.dirname(os.path.abspath(__file__))


def arguments(**more):
    parser = argparse.ArgumentParser()
    parser.add_argument("--daemon", required=True, help="the supervisord to drive")
    parser.add_argument("--client", help="the supervisorctl to drive it with; a fleetctl is called by that name")
    parser.add_argument("--here", required=True, help="an empty folder with a short path")
    for name, settings in more.items():
        parser.add_argument(("--" if settings.pop("option", False) else "") + name, **settings)
    return parser.parse_args()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(what, condition, seconds=30, every=0.02):
    """Waits until the condition holds and returns its value; says what was missing otherwise."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise SystemExit(f"not within {seconds} s: {what}")
        time.sleep(every)


class Failures:
    """Collects what went wrong, so that one run tells everything."""

    def __init__(self):
        self.count = 0

    def check(self, holds, what):
        if not holds:
            self.count += 1
            print(f"FAILED: {what}", flush=True)
        return holds

    def finish(self):
        print(f"{self.count} failures", flush=True)
        sys.exit(1 if self.count else 0)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout=30):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class UnixTransport(xmlrpc.client.Transport):
    """Python's own client over a unix socket."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def make_connection(self, host):
        return UnixConnection(self.path)


class Daemon:
    """A supervisord in the foreground, with all its files in one folder."""

    def __init__(self, options, configuration=None):
        self.binary = os.path.abspath(options.daemon)
        self.here = os.path.realpath(options.here)
        self.is_fleet = os.path.exists(os.path.join(os.path.dirname(self.binary), "fleetctl"))
        self.port = free_port()
        self.values = {"HERE": self.here, "PORT": str(self.port), "PYTHON": sys.executable, "FOLDER": FOLDER}
        self.configuration = os.path.join(self.here, "s.conf")
        self.socket = os.path.join(self.here, "s.sock")
        self.process = None
        if configuration:
            with open(os.path.join(FOLDER, configuration)) as file:
                self.write("s.conf", file.read())

    def path(self, name):
        return os.path.join(self.here, name)

    def write(self, name, text):
        for key, value in self.values.items():
            text = text.replace(f"@{key}@", value)
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w") as file:
            file.write(text)

    def read(self, name):
        try:
            with open(self.path(name), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def start(self):
        with open(self.path("daemon.out"), "a") as output:
            self.process = subprocess.Popen(
                [self.binary, "-n", "-c", self.configuration],
                cwd=self.here,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        wait("the daemon listens", lambda: self.ended() or self.answers())
        if self.ended():
            raise SystemExit(f"the daemon ended with {self.process.returncode}:\n{self.read('daemon.out')}")

    def ended(self):
        return self.process.poll() is not None

    def answers(self):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(self.socket)
                return True
            except OSError:
                return False

    def stop(self):
        if self.process and not self.ended():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise SystemExit("the daemon didn't end within 30 s of TERM")
        return self.process.returncode if self.process else None

    @property
    def rpc(self):
        """A new connection each time, so that a daemon that closes one doesn't matter."""
        return xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=UnixTransport(self.socket))

    def states(self):
        infos = self.rpc.supervisor.getAllProcessInfo()
        return {short(info["group"], info["name"]): info["statename"] for info in infos}

    def wait_for_state(self, state, *names, seconds=30):
        wait(
            f"{' '.join(names)} {state}",
            lambda: all(map(lambda name: self.states().get(name) == state, names)),
            seconds,
            every=0.05,
        )


def short(group, name):
    return name if group == name else f"{group}:{name}"


MASKS = [
    (r"pid \d+, uptime (\d+ days?, )?\d+:\d\d:\d\d", "pid <PID>, uptime <UPTIME>"),
    (r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d \d\d:\d\d [AP]M", "<DAY AND TIME>"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", "<TIME>"),
    (r"with pid \d+", "with pid <PID>"),
    (r"(---\w+-)[A-Za-z0-9_]{8}\.log", r"\1<RANDOM>.log"),
    # Where in Python's own files an exception came from.
    (r": file: \S+ line: \d+", ""),
    (r"(?m)^(Date|Last-Modified|Expires): .*$", r"\1: <DATE>"),
]


def mask(text, daemon):
    text = text.replace(daemon.here, "<HERE>").replace(sys.executable, "<PYTHON>").replace(f"127.0.0.1:{daemon.port}", "127.0.0.1:<PORT>")
    for pattern, replacement in MASKS:
        text = re.sub(pattern, replacement, text)
    return text
