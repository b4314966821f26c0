# SPDX-License-Identifier: Apache-2.0
"""A listener written with supervisor.childutils sees every type of event, with its exact payload."""
import json
import os

import supervisor

from support import Daemon, Failures, arguments, wait

options = arguments()
daemon = Daemon(options)
daemon.values["SITE"] = os.path.dirname(os.path.dirname(supervisor.__file__))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "events.conf")) as file:
    daemon.write("s.conf", file.read())
failures = Failures()
check = failures.check


def events():
    return [json.loads(line) for line in daemon.read("events.jsonl").splitlines()]


def find(name, **words):
    """The payload and its headers of the first such event."""
    for headers, pheaders, data, payload in events():
        if headers["eventname"] == name and all(pheaders.get(key) == value for key, value in words.items()):
            return pheaders, data, payload
    return None


def expect(name, payload, seconds=10, **words):
    """There is such an event, and its payload is this one, in which @PID@ stands for any number."""
    seen = wait(f"{name} {words}", lambda: find(name, **words), seconds)
    expected = payload.replace("@PID@", seen[0].get("pid", ""))
    check(seen[2] == expected, f"{name}: {seen[2]!r}, expected {expected!r}")


def process_states(rpc):
    rpc.startProcess("talker")
    name = {"processname": "talker"}
    state = "processname:talker groupname:talker from_state:"
    expect("PROCESS_STATE_STARTING", state + "STOPPED tries:0", **name)
    expect("PROCESS_STATE_RUNNING", state + "STARTING pid:@PID@", **name)
    rpc.stopProcess("talker")
    expect("PROCESS_STATE_STOPPING", state + "RUNNING pid:@PID@", **name)
    expect("PROCESS_STATE_STOPPED", state + "STOPPING pid:@PID@", **name)
    rpc.startProcess("short")
    expect("PROCESS_STATE_EXITED", "processname:short groupname:short from_state:RUNNING expected:0 pid:@PID@")
    rpc.startProcess("broken", False)
    state = "processname:broken groupname:broken from_state:"
    expect("PROCESS_STATE_BACKOFF", state + "STARTING tries:1", processname="broken", tries="1")
    expect("PROCESS_STATE_STARTING", state + "BACKOFF tries:1", processname="broken", tries="1")
    expect("PROCESS_STATE_FATAL", state + "BACKOFF", processname="broken")


def output():
    head = "processname:talker groupname:talker pid:@PID@"
    for stream, line, said in [("stdout", "out\n", "hello"), ("stderr", "err\n", "oops")]:
        name = f"PROCESS_LOG_{stream.upper()}"
        wait(name, lambda: find(name, processname="talker"))
        pheaders, data, payload = find(name, processname="talker")
        check(payload.startswith(head.replace("@PID@", pheaders["pid"]) + f" channel:{stream}\n{line}"), payload)
        expect(f"PROCESS_COMMUNICATION_{stream.upper()}", f"{head}\n{said}")


def groups(rpc):
    daemon.write("conf.d/late.conf", "[program:late]\ncommand = sleep 1000\nautostart = false\n")
    rpc.reloadConfig()
    rpc.addProcessGroup("late")
    expect("PROCESS_GROUP_ADDED", "groupname:late\n", groupname="late")
    rpc.removeProcessGroup("late")
    expect("PROCESS_GROUP_REMOVED", "groupname:late\n", groupname="late")


def the_rest(rpc):
    rpc.sendRemoteCommEvent("deploy", "v\u00e9rsion 2")
    expect("REMOTE_COMMUNICATION", "type:deploy\nv\u00e9rsion 2")
    tick = wait("a tick", lambda: find("TICK_5"), 20)
    check(int(tick[0]["when"]) % 5 == 0 and tick[2] == f"when:{tick[0]['when']}", f"TICK_5: {tick[2]!r}")


def headers():
    """Every event came once and in order, by its serials."""
    seen = [headers for headers, *_ in events()]
    for key in ("ver", "server", "pool"):
        expected = {"ver": "3.0", "server": "events", "pool": "witness"}[key]
        check({words[key] for words in seen} == {expected}, f"{key} is {expected}")
    serials = [int(words["poolserial"]) for words in seen]
    check(serials == sorted(set(serials)), "poolserial rises")
    check(list(seen[0]) == ["ver", "server", "serial", "pool", "poolserial", "eventname", "len"], f"{seen[0]}")


try:
    daemon.write("conf.d/none.conf", "")
    daemon.start()
    daemon.wait_for_state("RUNNING", "witness")
    rpc = daemon.rpc.supervisor
    process_states(rpc)
    output()
    groups(rpc)
    the_rest(rpc)
    expect("SUPERVISOR_STATE_CHANGE_RUNNING", "")
    headers()
    daemon.stop()
    # The listeners are stopped last, but nothing promises them the time to read this one.
    if not find("SUPERVISOR_STATE_CHANGE_STOPPING"):
        print("SUPERVISOR_STATE_CHANGE_STOPPING came too late for the listener")
    check(daemon.is_fleet is False or find("SUPERVISOR_STATE_CHANGE_STOPPING"), "the last event")
finally:
    daemon.stop()
failures.finish()
