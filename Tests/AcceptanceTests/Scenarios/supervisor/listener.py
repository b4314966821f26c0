# SPDX-License-Identifier: Apache-2.0
"""An event listener in text mode that keeps to the protocol, or doesn't, as MODE says; each event goes to the file EVLOG."""
import os
import sys
import time

mode = os.environ["MODE"]


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def receive():
    header = sys.stdin.readline()
    if not header:
        sys.exit(0)
    words = dict(word.split(":") for word in header.split())
    payload = sys.stdin.read(int(words["len"]))
    with open(os.environ["EVLOG"], "a", encoding="utf-8") as log:
        print(mode, os.getpid(), words["serial"], words["poolserial"], words["eventname"], repr(payload), file=log)


if mode == "notready":
    say("hello, I am no listener\n")
    time.sleep(1000)
failed = 0
while mode != "never":
    say("READY\n")
    receive()
    if mode == "exitbusy":
        sys.exit(3)
    if mode == "junk":
        say("no result at all\n")
        time.sleep(1000)
    if mode == "badresult":
        say("RESULT x\nOK")
        time.sleep(1000)
    if mode == "failonce" and not failed:
        failed = 1
        say("RESULT 4\nFAIL")
    else:
        say("RESULT 2\nOK")
time.sleep(1000)
