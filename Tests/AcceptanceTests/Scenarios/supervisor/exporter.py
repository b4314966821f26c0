# SPDX-License-Identifier: Apache-2.0
"""Debian's prometheus-node-exporter scrapes the daemon with its own supervisord collector."""
import re
import subprocess
import time
import urllib.request

from support import Daemon, Failures, arguments, free_port, wait

options = arguments(exporter={"option": True, "required": True, "help": "the node exporter's binary"})
daemon = Daemon(options, "exporter.conf")
failures = Failures()


def scrape(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as reply:
            return reply.read().decode()
    except OSError:
        return ""


def samples(text):
    """`{(metric, name, state): value}` of the metrics that are about processes."""
    pattern = r'^(node_supervisord_\w+)\{group="([^"]*)",name="([^"]*)"\} (\S+)$'
    return {(metric, group, name): float(value) for metric, group, name, value in re.findall(pattern, text, re.M)}


exporter = None
try:
    daemon.start()
    daemon.wait_for_state("RUNNING", "up", "pair:pair_0", "pair:pair_1")
    port = free_port()
    command = [options.exporter, "--collector.disable-defaults", "--collector.supervisord",
               f"--collector.supervisord.url=unix://{daemon.socket}", f"--web.listen-address=127.0.0.1:{port}"]
    with open(daemon.path("exporter.log"), "w") as log:
        exporter = subprocess.Popen(command, stdout=log, stderr=log)
    text = wait("the exporter answers", lambda: scrape(port))
    check = failures.check
    check('node_scrape_collector_success{collector="supervisord"} 1' in text,
          f"the collector succeeds: {text}\n{daemon.read('exporter.log')}")
    metrics = samples(text)
    for group, name, up, state in [("up", "up", 1, 20), ("pair", "pair_0", 1, 20), ("pair", "pair_1", 1, 20), ("down", "down", 0, 0)]:
        check(metrics.get(("node_supervisord_up", group, name)) == up, f"{name} up: {metrics}")
        check(metrics.get(("node_supervisord_state", group, name)) == state, f"{name} state: {metrics}")
    check(metrics.get(("node_supervisord_exit_status", "down", "down")) == 0, "exit status")
    start = metrics.get(("node_supervisord_start_time_seconds", "up", "up"), 0)
    check(0 <= time.time() - start < 60, f"start time: {start}")
finally:
    if exporter:
        exporter.kill()
        exporter.wait()
    daemon.stop()
failures.finish()
