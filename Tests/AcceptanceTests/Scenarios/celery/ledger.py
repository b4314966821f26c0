# SPDX-License-Identifier: Apache-2.0
"""A Celery application that writes down every start and end of a task, so that losses and repeats can be counted.

    python ledger.py publish FIRST COUNT SECONDS     numbered tasks, dealt to the queues celery, high, low in turn

SCENARIO_DIR, LEDGER_BROKER say where and on what; LEDGER_ACKS_LATE=1 acknowledges tasks after they ran, and
LEDGER_VISIBILITY is Redis' visibility timeout in seconds.
"""
import json
import os
import pathlib
import sys
import time

from celery import Celery, signals

FOLDER = pathlib.Path(os.environ["SCENARIO_DIR"])
BROKER = os.environ["LEDGER_BROKER"]
QUEUES = ("celery", "high", "low")


def transport_options():
    if not BROKER.startswith("filesystem"):
        return {"visibility_timeout": int(os.environ.get("LEDGER_VISIBILITY", "3600"))}
    queue, control = FOLDER / "broker" / "queue", FOLDER / "broker" / "control"
    for folder in (queue, control):
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "polling_interval": 0.2,
    }


app = Celery("ledger", broker=BROKER)
app.conf.update(
    broker_transport_options=transport_options(),
    broker_connection_retry_on_startup=True,
    task_default_queue="celery",
    task_ignore_result=True,
    task_acks_late=os.environ.get("LEDGER_ACKS_LATE") == "1",
    beat_schedule={"tick": {"task": "ledger.tick", "schedule": 1.0}},
    timezone="UTC",
)


def write(event, task):
    """One JSON line, in one write to a file opened for appending: lines of many processes don't mix."""
    line = json.dumps(
        {"event": event, "task": task, "pid": os.getpid(), "parent": os.getppid(), "time": time.time()}
    )
    ledger = os.open(FOLDER / "ledger.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(ledger, (line + "\n").encode())
    os.close(ledger)


@app.task
def work(number, seconds):
    write("start", number)
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
    write("end", number)


@app.task
def tick():
    write("tick", -1)


@signals.worker_ready.connect
def ready(sender=None, **_):
    write("ready", -1)
    (FOLDER / f"ready.{sender.hostname}").write_text(str(os.getpid()))


if __name__ == "__main__":
    first, count, seconds = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    for number in range(first, first + count):
        work.apply_async((number, seconds), queue=QUEUES[number % len(QUEUES)])
