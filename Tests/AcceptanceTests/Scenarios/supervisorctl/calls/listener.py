# SPDX-License-Identifier: Apache-2.0
"""Takes every event, and writes nothing down."""

import sys

while True:
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    header = sys.stdin.readline()
    if not header:
        break
    fields = dict(pair.split(":", 1) for pair in header.split())
    sys.stdin.read(int(fields["len"]))
    sys.stdout.write("RESULT 2\nOK")
    sys.stdout.flush()
