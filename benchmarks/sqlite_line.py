"""How long a vote waits for SQLite while somebody else writes one transaction after the other, as an import does.

    python -m benchmarks.sqlite_line [--votes 60]

Django's own backend beside ours (``reviewapp/sqlite``), for several pauses between the other's transactions, each of
which takes 20 ms. Two processes; a database of one row in a temporary folder.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db.utils import ConnectionHandler, OperationalError

from reviewapp.database import database

WRITES, PAUSES = 0.02, (0.0005, 0.001, 0.005, 0.02)  # seconds
BACKENDS = {"Django's own": "django.db.backends.sqlite3", "ours": "reviewapp.sqlite"}
NEVER = float("inf")  # "database is locked"


def connect(folder: Path, backend: str) -> Any:
    chosen = database(f"sqlite:///{folder / 'line.sqlite3'}", folder) | {"ENGINE": backend}
    return ConnectionHandler({"default": chosen})["default"]


def write(connection: Any, during: Callable[[], object] = lambda: None) -> float:
    """One transaction; how long it waited, in ms."""
    began = time.perf_counter()
    try:
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    except OperationalError:
        return NEVER
    waited = 1000 * (time.perf_counter() - began)
    connection.cursor().execute("UPDATE number SET value = value + 1")
    during()
    connection.commit()
    connection.set_autocommit(True)
    return waited


def work(seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


def import_until(stop: Any, folder: Path, backend: str, pause: float) -> None:
    connection = connect(folder, backend)
    while not stop.is_set():
        write(connection, lambda: work(WRITES))
        work(pause)


def waits(folder: Path, backend: str, pause: float, votes: int) -> list[float]:
    stop = multiprocessing.Event()
    other = multiprocessing.Process(target=import_until, args=(stop, folder, backend, pause))
    other.start()
    connection, found = connect(folder, backend), []
    time.sleep(0.3)
    for _ in range(votes):
        found.append(write(connection))
        time.sleep(0.01)
    stop.set()
    other.join()
    connection.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--votes", type=int, default=60)
    votes = parser.parse_args().votes
    settings.configure(USE_TZ=True)
    django.setup()
    print(f"{'ms':>8} between {'':14}{'median':>9}{'p95':>9}{'most':>9}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = connect(folder, BACKENDS["ours"])
        first.cursor().execute("CREATE TABLE number (value INTEGER)")
        first.cursor().execute("INSERT INTO number VALUES (0)")
        first.close()
        for pause in PAUSES:
            for who, backend in BACKENDS.items():
                found = waits(folder, backend, pause, votes)
                late = statistics.quantiles(found, n=20)[-1]
                middle = statistics.median(found)
                print(f"{1000 * pause:8.1f}         {who:14}{middle:9.1f}{late:9.1f}{max(found):9.1f}")


if __name__ == "__main__":
    main()
