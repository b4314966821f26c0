# SPDX-License-Identifier: Apache-2.0
"""An event listener as its author would write it, with supervisor.childutils: notes each event, as JSON."""
import json
import os
import sys

from supervisor import childutils

while True:
    headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
    pheaders, data = {}, payload
    if headers["eventname"].startswith(("PROCESS_LOG", "PROCESS_COMMUNICATION")):
        pheaders, data = childutils.eventdata(payload)
    elif headers["eventname"].startswith(("PROCESS_STATE", "PROCESS_GROUP", "TICK")):
        pheaders, data = childutils.get_headers(payload), ""
    with open(os.environ["EVLOG"], "a", encoding="utf-8") as log:
        print(json.dumps([headers, pheaders, data, payload]), file=log, flush=True)
    childutils.listener.ok(sys.stdout)
