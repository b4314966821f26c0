# SPDX-License-Identifier: Apache-2.0
"""Real event listeners, good ones and bad ones, and what becomes of their events.

Where Supervisor has a defect that Fleet doesn't copy, each is held to its own: see DifferencesFromSupervisor.md.
"""
import collections
import os
import re
import signal

from support import Daemon, Failures, arguments, wait

GOOD = ["good", "failonce", "exitbusy"]
BAD = ["junk", "badresult", "notready", "never"]
EVENTS = [("type0", "data0"), ("type1", "d\u00e4t\u00e41 \u20ac\u20ac"), ("type2", "a\nb\n"), ("type3", ""), ("type4", "x" * 5000),
          ("type5", "the end")]

options = arguments()
daemon = Daemon(options, "listeners.conf")
failures = Failures()
check = failures.check

Received = collections.namedtuple("Received", "pid serial poolserial name payload")


def received(pool):
    result = []
    for line in daemon.read("ev.log").splitlines():
        mode, pid, serial, poolserial, name, payload = line.split(" ", 5)
        if mode == pool:
            result.append(Received(int(pid), int(serial), int(poolserial), name, eval(payload)))
    return result


def log():
    return daemon.read("s.log")


def unique(serials):
    """Without what Supervisor's requeueing in foreign pools repeats."""
    return list(dict.fromkeys(serials))


def pids():
    return {info["name"]: info["pid"] for info in daemon.rpc.supervisor.getAllProcessInfo()}


def delivery(before):
    """Every good listener gets every event, once, in order, whatever the others do."""
    for type, data in EVENTS:
        check(daemon.rpc.supervisor.sendRemoteCommEvent(type, data) is True, "sendRemoteCommEvent")
    wait("good has all events", lambda: len(unique(event.serial for event in received("good"))) == len(EVENTS))
    events = received("good")
    # Supervisor gives a pool what another one rejected, so repeats are its own.
    first = {event.serial: event for event in reversed(events)}
    serials = unique(event.serial for event in events)
    check(serials == list(range(serials[0], serials[0] + len(EVENTS))), f"serials in order, by one: {serials}")
    check([first[s].payload for s in serials] == [f"type:{t}\n{d}" for t, d in EVENTS],
          "a reader in text mode gets each payload whole: len counts characters")
    check({event.name for event in events} == {"REMOTE_COMMUNICATION"}, "the events' name")
    check([first[s].poolserial for s in serials] == list(range(len(EVENTS))), "the pool's serials start at 0")
    if daemon.is_fleet:
        check(len(events) == len(EVENTS), f"each once: {events}")
        check({event.pid for event in events} == {before["good"]}, "it was never restarted")


def rejection():
    """A rejected event comes again, before the next one, with the same serials."""
    wait("failonce has all events", lambda: len(unique(event.serial for event in received("failonce"))) == len(EVENTS))
    events = received("failonce")
    check(events[0][1:] == events[1][1:], f"the rejected one again, and at once: {events[:2]}")
    check(events[0].pid == events[1].pid, "by the same process")
    check("failonce: event was rejected" in log(), "the log says so")
    if daemon.is_fleet:
        check([event.poolserial for event in events] == [0, 0, 1, 2, 3, 4, 5], f"and nothing else twice: {events}")


def death():
    """A listener that dies over an event is started again and gets the event again."""
    wait("exitbusy has been started three times", lambda: len({event.pid for event in received("exitbusy")}) >= 3)
    events = received("exitbusy")
    check(len({event.serial for event in events[:3]}) == 1, f"the same event to each: {events[:3]}")


def overflow():
    """A pool that takes nothing keeps its newest events, and the log tells of each that it loses."""
    lost = re.findall(r"ERRO pool never event buffer overflowed, discarding event (\d+)", log())
    expected = [str(event.serial) for event in received("good")[: len(EVENTS) - 3]]
    if daemon.is_fleet:
        check(lost == expected, f"three of six fit, the oldest are dropped: {lost}")
    else:
        check(set(lost) >= set(expected), f"the oldest are dropped: {lost}")


def violations(before):
    """Who breaks the protocol gets no events. Supervisor leaves it so for ever, Fleet starts it again."""
    for pool in ("badresult", "junk"):
        wait(f"{pool} has had its event", lambda: received(pool))
    check(re.search(r"badresult: bad result line: 'RESULT x'", log()), "the log quotes the bad result")
    if daemon.is_fleet:
        for pool in ("badresult", "junk", "notready"):
            wait(f"{pool} was started again", lambda: pids()[pool] not in (0, before[pool]))
        for pool in ("badresult", "junk"):
            wait(f"{pool} gets the event again", lambda: len({event.pid for event in received(pool)}) > 1)
            check(len({event.serial for event in received(pool)}) == 1, f"{pool}: the same event")
    else:
        for pool in ("badresult", "junk", "notready"):
            check(f"{pool}: has entered the UNKNOWN state" in log(), f"{pool} is UNKNOWN")
            check(pids()[pool] == before[pool], f"{pool} is left alone")
    check(not received("notready"), "who never said READY gets nothing")


def output():
    """Text that isn't ASCII, and logs that are full."""
    rpc = daemon.rpc.supervisor
    check(rpc.readProcessStdoutLog("uni", 0, 0) == "ab\u00e9cd\n", "a log with an accent")
    wait("rot has written all", lambda: "line 0999" in daemon.read("rot.log") + daemon.read("rot.log.1"))
    text = "".join(daemon.read(name) for name in ("rot.log.3", "rot.log.2", "rot.log.1", "rot.log"))
    check(text.endswith("line 0999\n"), "the last line is in the newest file")
    check(not os.path.exists(daemon.path("rot.log.4")), "three backups, not more")


def reopening():
    os.rename(daemon.path("s.log"), daemon.path("s.old"))
    daemon.process.send_signal(signal.SIGUSR2)
    wait("USR2 opens the log again", lambda: os.path.exists(daemon.path("s.log")))


def shutdown():
    """Groups of higher priority stop first, and the listeners, whose pools have -1, last."""
    started = len(log())
    check(daemon.stop() == 0, "exit status 0")
    text = log()[started:]
    stopped = re.findall(r"stopped: (\w+) \(", text)
    check("received SIGTERM indicating exit request" in text, "the log says why")
    for first, then in [("uni", "x1"), ("x1", "b20"), ("x2", "c20"), ("b20", "a10"), ("c20", "a10"), ("a10", "good"),
                        ("a10", "failonce")]:
        check(first in stopped and then in stopped and stopped.index(first) < stopped.index(then),
              f"{first} stops before {then}: {stopped}")


try:
    daemon.start()
    everybody = ["good", "failonce", "never", "uni", "rot", "a10", "b20", "c20", "gg:x1", "gg:x2"]
    daemon.wait_for_state("RUNNING", *everybody)
    wait("the good listeners are ready", lambda: all(pids().get(name) for name in GOOD))
    before = pids()
    delivery(before)
    rejection()
    death()
    overflow()
    violations(before)
    output()
    reopening()
    shutdown()
finally:
    daemon.stop()
failures.finish()
