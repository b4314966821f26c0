#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the same calls of a supervisorctl to a supervisord, and prints what they printed and how they ended.

    transcript.py SUPERVISORD SUPERVISORCTL SCENARIO

Each of the two may be Supervisor's or ours; two transcripts that differ are two programs that differ. SCENARIO is a folder
beside this file with `supervisord.conf` and `calls.txt`, in both of which {dir}, {port} and {python} are replaced: a call per
line, or

    @wait SECONDS              @until NAME STATE          (by `status`)
    @write FILE TEXT           @remove FILE               (in the folder of the server; \\n in TEXT is a new line)
    @shell LINES               (a shell that reads these from a pipe)
    @kill                      (the server, by SIGKILL)
    @bare CALL                 (without `-c`)
    @gone                      (wait until the server has ended)
    @unsorted CALL             (its lines come in an order that depends on the moment)
    @shape CALL                (only whether it printed anything, and its status)

Numbers of processes, times and the folder are masked; so is the place in Python's code at the end of an error.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def mask(text, folder, port):
    text = text.replace(":" + port, ":PORT")
    text = text.replace(os.path.realpath(folder), "DIR").replace(folder, "DIR")
    text = re.sub(r": file: \S+ line: \d+$", "", text, flags=re.M)
    text = re.sub(r"pid \d+, uptime [\d:]+", "pid N, uptime T", text)
    text = re.sub(r"\b[A-Z][a-z][a-z] \d\d \d\d:\d\d [AP]M\b", "DATE", text)
    text = re.sub(r"^((?:supervisor> )*)[1-9]\d*$", r"\1N", text, flags=re.M)
    # Which of the two it is depends on whether the process is gone before the server looks.
    text = re.sub(r"\((spawn error|abnormal termination)\)", "(spawn error or abnormal termination)", text)
    return re.sub(r"^For help, use .* -h$", "For help, use PROGRAM -h", text, flags=re.M)


class Scenario:
    def __init__(self, daemon, client, source):
        self.daemon, self.client, self.source = daemon, client, source
        self.folder = tempfile.mkdtemp(prefix="ctl-")
        self.port = free_port()
        self.server = None

    def fill(self, text):
        return text.replace("{dir}", self.folder).replace("{port}", self.port).replace("{python}", sys.executable)

    def mask(self, text):
        return mask(text, self.folder, self.port)

    def start(self):
        for name in os.listdir(self.source):
            shutil.copy(os.path.join(self.source, name), self.folder)
        os.mkdir(os.path.join(self.folder, "conf.d"))
        path = os.path.join(self.folder, "supervisord.conf")
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(self.fill(text))
        out = open(os.path.join(self.folder, "supervisord.out"), "w")
        command = [self.daemon, "-n", "-c", path]
        self.server = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        path = os.path.join(self.folder, "s.sock")
        deadline = time.monotonic() + PATIENCE
        while not os.path.exists(path):
            if time.monotonic() > deadline or self.server.poll() is not None:
                sys.exit("the server doesn't start: see " + out.name)
            time.sleep(0.02)

    def run(self, words, stdin=None, configured=True):
        options = ["-c", os.path.join(self.folder, "supervisord.conf")] if configured else []
        command = [self.client] + options + words
        pipe = subprocess.PIPE
        done = subprocess.run(command, input=stdin or "", stdout=pipe, stderr=pipe, cwd=self.folder, text=True,
                              errors="backslashreplace", timeout=PATIENCE)
        return self.mask(done.stdout), self.mask(done.stderr), done.returncode

    def show(self, title, result, how=None):
        out, err, status = result
        if how == "shape":
            out = "something\n" if out.strip() else "nothing\n"
        lines = out.splitlines()
        if how == "unsorted":
            lines.sort()
        print("$ " + self.mask(title))
        for line in lines:
            print("| " + line)
        for line in err.splitlines():
            print("! " + line)
        # Where lines have no order, none of them is the last that failed.
        print("[rc=%s]" % ("*" if how == "unsorted" else status), flush=True)

    def obey(self, line):
        word, _, rest = line.partition(" ")
        if word == "@wait":
            time.sleep(float(rest))
        elif word == "@until":
            name, state = rest.split()
            deadline = time.monotonic() + PATIENCE
            while self.run(["status", name])[0].split()[1:2] != [state]:
                if time.monotonic() > deadline:
                    sys.exit("%s never became %s" % (name, state))
                time.sleep(0.1)
        elif word == "@write":
            name, _, text = rest.partition(" ")
            with open(os.path.join(self.folder, name), "w") as file:
                file.write(text.replace("\\n", "\n") + "\n")
        elif word == "@remove":
            os.remove(os.path.join(self.folder, rest))
        elif word == "@shell":
            self.show("supervisorctl < " + rest, self.run([], rest.replace("\\n", "\n") + "\n"))
        elif word == "@kill":
            self.server.kill()
            self.server.wait()
        elif word == "@gone":
            self.server.wait(PATIENCE)
        elif word == "@bare":
            self.show("supervisorctl " + rest, self.run(shlex.split(rest), configured=False))
        elif word in ("@unsorted", "@shape"):
            self.show("supervisorctl " + rest, self.run(shlex.split(rest)), word[1:])
        elif word:
            self.show("supervisorctl " + line, self.run(shlex.split(line)))

    def end(self):
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            try:
                self.server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    daemon, client, name = sys.argv[1:]
    source = os.path.join(os.path.dirname(os.path.realpath(__file__)), name)
    scenario = Scenario(os.path.abspath(daemon), os.path.abspath(client), source)
    try:
        scenario.start()
        with open(os.path.join(source, "calls.txt")) as calls:
            for line in calls:
                if line.strip() and not line.startswith("#"):
                    scenario.obey(scenario.fill(line.rstrip("\n")))
    finally:
        scenario.end()


if __name__ == "__main__":
    main()
