# SPDX-License-Identifier: Apache-2.0
"""What happens between the calls of a transcript, and how its answers are shown."""
import os
import re
import signal
import stat

from support import mask, wait

PROGRAM = "[program:{}]\ncommand = {}\n"


def prepare(daemon):
    """The files that the configurations speak of."""
    daemon.write("noexec.sh", "#!/bin/sh\n")
    daemon.write("noshebang", "echo never\n")
    os.chmod(daemon.path("noshebang"), stat.S_IRWXU)
    if "conf.d" in daemon.read("s.conf"):
        for name in "abc":
            daemon.write(f"conf.d/{name}.conf", PROGRAM.format(name, "sleep 1000"))


def change_programs(daemon):
    """b goes, c changes, d and e come."""
    os.unlink(daemon.path("conf.d/b.conf"))
    daemon.write("conf.d/c.conf", PROGRAM.format("c", "sleep 1001"))
    daemon.write("conf.d/d.conf", PROGRAM.format("d", "sleep 1000") + PROGRAM.format("e", "sleep 1000"))


def break_configuration(daemon):
    daemon.write("conf.d/z.conf", "[program:zz]\nautostart = false\n")


def restore_environment(daemon):
    daemon.write("s.conf", daemon.read("s.conf").replace('environment=GLOBALV="g"\n', ""))


def mend_configuration(daemon):
    os.unlink(daemon.path("conf.d/z.conf"))


def change_environment(daemon):
    text = daemon.read("s.conf")
    daemon.write("s.conf", text.replace("[supervisord]\n", '[supervisord]\nenvironment=GLOBALV="g"\n'))


def change_cat(daemon):
    daemon.write("s.conf", daemon.read("s.conf").replace("command=/bin/cat", "command=/bin/cat -u"))


def add_program(daemon):
    daemon.write("s.conf", daemon.read("s.conf") + PROGRAM.format("newp", "sleep 999"))


def add_mistake(daemon):
    daemon.write("s.conf", daemon.read("s.conf") + "[program:bad]\n")


def remove_mistake(daemon):
    daemon.write("s.conf", daemon.read("s.conf").replace("[program:bad]\n", ""))


def echoed(daemon):
    """cat has written what it was sent."""
    wait("cat's answer", lambda: len(daemon.rpc.supervisor.readProcessStdoutLog("cat", 0, 0)) == 10)


def kill_daemon(daemon):
    daemon.process.send_signal(signal.SIGKILL)
    daemon.process.wait()


def gone(daemon):
    """The daemon has ended, well, and nothing of it is left."""
    daemon.process.wait(30)
    if daemon.process.returncode != 0:
        raise SystemExit(f"the daemon ended with {daemon.process.returncode}")
    for name in ("s.sock", "s.pid"):
        if os.path.exists(daemon.path(name)):
            raise SystemExit(f"{name} is left")


def restarted(daemon):
    """It answers again, after a reload."""
    wait("the daemon is RUNNING", lambda: is_running(daemon), every=0.1)


def is_running(daemon):
    try:
        return daemon.rpc.supervisor.getState()["statename"] == "RUNNING"
    except Exception:
        return False


def masked(value, daemon):
    """Values without what no two runs have in common: processes and points in time."""
    if isinstance(value, dict):
        return {key: masked_member(key, member, daemon) for key, member in value.items()}
    if isinstance(value, list):
        return [masked(item, daemon) for item in value]
    if isinstance(value, str):
        return mask(value, daemon)
    # Codes of faults are below 200; pids come round, and may be small again.
    if isinstance(value, int) and not isinstance(value, bool) and value > 200 and value == daemon.process.pid:
        return "<PID>"
    return value


def masked_member(key, value, daemon):
    if key in ("start", "stop", "now", "pid") and value:
        return f"<{key.upper()}>"
    return masked(value, daemon)


# What a client acts on. The others, such as Server and Date, and the order of all of them, are each server's own.
HEADERS = ("connection", "content-type", "location", "transfer-encoding", "www-authenticate")


def shown(reply):
    """An answer over HTTP: all of it for a program's reader, the head alone for a page that people look at."""
    head, _, body = reply.replace("\r\n", "\n").partition("\n\n")
    status, *headers = head.split("\n")
    headers = [[word.strip() for word in line.split(":", 1)] for line in headers]
    headers = sorted(f"{name.title()}: {value}".replace("; ", ";") for name, value in headers if name.lower() in HEADERS)
    headers = [re.sub(r"(refreshed%20at%20)\S+", r"\1<TIME>", line) for line in headers]
    body = re.sub(r"<int>\d{3,}</int>", "<int><NUMBER></int>", body)
    if any(line.startswith(("Content-Type: text/html;", "Content-Type: text/css", "Transfer-")) for line in headers):
        body = "<BODY>\n" if body else ""
    return "\n".join([status, *headers, "", body]) if head else ""
