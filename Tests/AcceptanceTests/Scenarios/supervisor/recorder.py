# SPDX-License-Identifier: Apache-2.0
"""An event listener in text mode: writes each event to the file EVLOG, and answers OK."""
import os
import sys

with open(os.environ["EVLOG"], "a", encoding="utf-8") as log:
    while True:
        sys.stdout.write("READY\n")
        sys.stdout.flush()
        header = sys.stdin.readline()
        if not header:
            break
        words = dict(word.split(":") for word in header.split())
        payload = sys.stdin.read(int(words["len"]))
        print(words["eventname"], repr(payload), file=log, flush=True)
        sys.stdout.write("RESULT 2\nOK")
        sys.stdout.flush()
