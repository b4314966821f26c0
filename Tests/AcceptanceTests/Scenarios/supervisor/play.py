# SPDX-License-Identifier: Apache-2.0
"""Plays a transcript: makes each call that is written there and compares what comes back.

    play.py --daemon supervisord --client supervisorctl --here /tmp/x supervisorctl.txt

A transcript holds, line by line:

    $ supervisorctl status cat       a command; `$~` where the order of its lines doesn't matter, `$?` the same, where
                                     Supervisor isn't sure of the answer and only Fleet is held to it, `$!` where the output differs
                                     each time and only the status counts, `$^` for one that gets INT after a second;
                                     `<< 'a|b'` at its end gives it the lines a and b to read
    >>> supervisor.getPID()          a call of XML-RPC, with the same marks
    ### unix b'GET / HTTP/1.1...'    bytes sent to a socket, `unix` or `inet`
    | text                           what was printed
    [rc=0]                           its exit status
    @state RUNNING a b               waits until a and b are RUNNING
    @step name                       one of the steps of steps.py
    # text                           a comment

The configuration is the .conf of the same name. What Fleet does otherwise on purpose is in differences.txt, each entry with its
reason; an entry that isn't needed is an error as well, so that the list stays true.
"""
import ast
import os
import pprint
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import xmlrpc.client

import steps
from support import FOLDER, Daemon, Failures, arguments, mask


class Entry:
    """One call of a transcript, and what it is expected to say."""

    def __init__(self, line):
        self.line, self.text = line, []
        self.mark = line[1] if line[0] == "$" and line[1] in "~?!^" else ""
        if line.startswith(">>>") and line[3] in "~?!":
            self.mark = line[3]

    @property
    def is_call(self):
        return self.line.startswith(("$", ">>>", "###"))

    @property
    def call(self):
        """Without the mark."""
        return re.sub(r"^(\$|>>>|###)[~?!^]? ", "", self.line)


def entries(path):
    result = []
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line.startswith(("|", "[rc=")):
                result[-1].text.append(line)
            elif line and not re.match(r"#( |$)", line):
                result.append(Entry(line))
    return result


class Differences:
    """What Fleet answers otherwise than Supervisor, on purpose: differences.txt, in which each entry is

    === transcript: call
    reason, in as many lines as it takes
    | what Fleet says
    [rc=0]
    """

    def __init__(self, transcript):
        self.answers, self.used = {}, set()
        key = None
        with open(os.path.join(FOLDER, "differences.txt"), encoding="utf-8") as file:
            for line in file.read().splitlines():
                if line.startswith("=== "):
                    name, call = line[4:].split(": ", 1)
                    key = call if name == transcript else None
                    if key is not None:
                        self.answers.setdefault(key, []).append([])
                elif key is not None and line.startswith(("|", "[rc=")):
                    self.answers[key][-1].append(line)

    def accept(self, call, text):
        for index, answer in enumerate(self.answers.get(call, [])):
            if answer == text:
                self.used.add((call, index))
                return True
        return False

    def unused(self):
        return [
            call
            for call, answers in self.answers.items()
            for index in range(len(answers))
            if (call, index) not in self.used
        ]


class Player:
    def __init__(self, options):
        self.name = options.transcript.removesuffix(".txt")
        self.daemon = Daemon(options, self.name + ".conf")
        self.client = options.client and self.link(options.client)
        self.is_ours = self.daemon.is_fleet or os.path.basename(options.client or "") == "fleetctl"
        self.differences = Differences(self.name)
        self.failures = Failures()
        self.record = options.record and open(options.record, "w", encoding="utf-8")

    def link(self, client):
        """A fleetctl becomes supervisorctl by its name."""
        client = os.path.abspath(client)
        if os.path.basename(client) != "fleetctl":
            return client
        link = self.daemon.path("supervisorctl")
        os.symlink(client, link)
        return link

    def play(self, transcript):
        steps.prepare(self.daemon)
        try:
            self.daemon.start()
            for entry in transcript:
                self.turn(entry)
        finally:
            self.daemon.stop()
        if self.is_ours:
            for call in self.differences.unused():
                self.failures.check(False, f"differences.txt says that this differs, and it doesn't: {call}")
        print(f"{sum(entry.is_call for entry in transcript)} calls, {len(self.differences.used)} known differences")
        self.failures.finish()

    def turn(self, entry):
        words = entry.line.split()
        text = []
        if entry.is_call:
            text = self.answer(entry)
            self.compare(entry, text)
        elif words[0] == "@state":
            self.daemon.wait_for_state(words[1], *words[2:])
        elif words[0] == "@step":
            getattr(steps, words[1])(self.daemon)
        else:
            raise SystemExit(f"no such line: {entry.line}")
        if self.record:
            print(entry.line, *text, sep="\n", file=self.record, flush=True)

    def answer(self, entry):
        if entry.line.startswith("$"):
            text, status = self.command(entry)
        elif entry.line.startswith(">>>"):
            text, status = self.rpc(entry.call, entry.mark), None
        else:
            text, status = self.raw(entry.call), None
        lines = mask(text, self.daemon).split("\n")
        if lines[-1] == "":
            lines.pop()
        if entry.mark in ("~", "?") and entry.line.startswith("$"):
            lines.sort()
        if re.match(r"supervisorctl pid\b", entry.call):
            lines = [re.sub(r"^\d{2,}$", "<PID>", line) for line in lines]
        if entry.mark == "!":
            lines = ["<SOMETHING>"] if any(lines) else []
        result = ["| " + line if line else "|" for line in lines]
        return result + ([f"[rc={status}]"] if status is not None else [])

    def compare(self, entry, text):
        if text == entry.text or (self.is_ours and self.differences.accept(entry.call, text)):
            return
        if entry.mark == "?" and not self.is_ours:
            return
        self.failures.check(False, "\n".join([entry.line, *text, "--- expected", *entry.text]))

    def command(self, entry):
        call, feed = entry.call.replace("@PORT@", str(self.daemon.port)), ""
        if " << " in call:
            call, feed = call.split(" << ")
            feed = "".join(line + "\n" for line in shlex.split(feed)[0].split("|"))
        words = shlex.split(call)
        process = subprocess.Popen(
            [self.client, "-c", self.daemon.configuration] + words[1:],
            cwd=self.daemon.here,
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        if entry.mark == "^":
            time.sleep(1.5)
            process.send_signal(signal.SIGINT)
        try:
            return process.communicate(feed or None, 60)[0], process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            return process.communicate()[0] + "\n<NO END>", process.returncode

    def rpc(self, call, mark):
        tree = ast.parse(call, mode="eval").body
        names = {"__builtins__": {}, "Binary": xmlrpc.client.Binary}
        parameters = [eval(ast.unparse(argument), names) for argument in tree.args]
        method = ast.unparse(tree.func)
        try:
            result = getattr(self.daemon.rpc, method)(*parameters)
        except xmlrpc.client.Fault as fault:
            return f"FAULT {fault.faultCode} {fault.faultString!r}"
        except xmlrpc.client.ProtocolError as error:
            return f"HTTP {error.errcode} {error.errmsg}"
        result = steps.masked(result, self.daemon)
        if mark == "~":
            result.sort(key=lambda item: (item["group"], item["name"]))
        return pprint.pformat(result, width=110)

    def raw(self, call):
        """Sends bytes and shows what comes until nothing came for a while, and whether the connection is open still."""
        target, literal = call.split(" ", 1)
        with socket.socket(socket.AF_UNIX if target == "unix" else socket.AF_INET) as connection:
            connection.connect(self.daemon.socket if target == "unix" else ("127.0.0.1", self.daemon.port))
            connection.settimeout(10)
            connection.sendall(ast.literal_eval(literal))
            reply, end = b"", "<<open>>"
            try:
                while True:
                    part = connection.recv(65536)
                    if not part:
                        end = "<<closed>>"
                        break
                    reply += part
                    connection.settimeout(0.7)
            except TimeoutError:
                pass
            except ConnectionResetError:
                end = "<<closed>>"
        return steps.shown(reply.decode("utf-8", "replace")) + end


if __name__ == "__main__":
    options = arguments(transcript={}, record={"option": True, "help": "write what was said to this file"})
    Player(options).play(entries(os.path.join(FOLDER, options.transcript)))
