# SPDX-License-Identifier: Apache-2.0
"""A shop that has work for three queues: the application of etc/fleet.conf.

    python shop.py publish 20     publishes twenty orders, each with a mail
    python shop.py report         what has been done so far

SHOP_STATE    where everything is kept      (default: ../var beside this folder)
SHOP_BROKER   any broker that Celery knows  (default: the filesystem broker under SHOP_STATE)
"""
import collections
import os
import pathlib
import random
import sys
import time

from celery import Celery

HERE = pathlib.Path(__file__).resolve().parent
STATE = pathlib.Path(os.environ.get("SHOP_STATE", HERE.parent / "var"))
BROKER = os.environ.get("SHOP_BROKER", "filesystem://")
JOURNAL = STATE / "shop.log"


def filesystem_options():
    """Producers and consumers share one folder of messages."""
    folders = {"data_folder_in": "queue", "data_folder_out": "queue", "control_folder": "control"}
    paths = {option: STATE / "broker" / name for option, name in folders.items()}
    for path in paths.values():
        path.mkdir(parents=True, exist_ok=True)
    return {option: str(path) for option, path in paths.items()}


app = Celery("shop", broker=BROKER)
app.conf.update(
    broker_transport_options=filesystem_options() if BROKER.startswith("filesystem") else {},
    broker_connection_retry_on_startup=True,
    task_default_queue="celery",
    task_ignore_result=True,
    task_routes={"shop.send_mail": {"queue": "high"}, "shop.write_report": {"queue": "low"}},
    beat_schedule={
        "an order": {"task": "shop.place_order", "schedule": 2.0, "args": (0,)},
        "the report": {"task": "shop.write_report", "schedule": 10.0},
    },
    timezone="UTC",
)


def note(word, number=0):
    """One line for each task that ended. Short appends to one file don't mix."""
    with open(JOURNAL, "a", encoding="utf-8") as journal:
        journal.write(f"{time.time():.3f} {os.getpid()} {word} {number}\n")


@app.task
def place_order(number):
    """Queue `celery`: about a second of work, and then a mail."""
    time.sleep(random.uniform(0.5, 1.5))
    note("order", number)
    send_mail.delay(number)


@app.task
def send_mail(number):
    """Queue `high`: short and urgent."""
    time.sleep(0.1)
    note("mail", number)


@app.task
def write_report():
    """Queue `low`: slow, and nobody waits for it."""
    time.sleep(3)
    note("report")


def main(arguments):
    if arguments[:1] == ["publish"]:
        count = int(arguments[1]) if len(arguments) > 1 else 20
        for number in range(1, count + 1):
            place_order.delay(number)
        print(f"published {count} orders")
    elif arguments == ["report"]:
        lines = JOURNAL.read_text(encoding="utf-8").splitlines() if JOURNAL.exists() else []
        done = collections.Counter(line.split()[2] for line in lines)
        print(", ".join(f"{done[word]} {word}s" for word in ("order", "mail", "report")), "done")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
