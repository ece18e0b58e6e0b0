"""How long a whole search takes, from the question to citations that wait for screening.

    python -m benchmarks.search_job 10000 100000 [--key] [--unlimited]

The job of a worker against the stand-in for NCBI (its own process, NCBI's limits), into a database of its own.
What it may take: 1.5 x (request floor + 3 ms a record + database time), of which the floor is (requests - rate)
/ rate seconds: the first second's requests are free.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HEAD = " records  rate requests  req/s  floor s   db s allowed s  took s"


def resident() -> float:
    """This process's memory now, in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


class Peak:
    """The most memory while a block runs, above what there was at its beginning."""

    def __enter__(self) -> Peak:
        self.start = self.most = resident()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.most = max(self.most, resident())

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def growth(self) -> float:
        return self.most - self.start


def measure(records: int, chosen: argparse.Namespace) -> str:
    from screening.jobs import running
    from screening.searches import jobs
    from screening.searches.operations import add_source, save_search
    from screening.searches.runs import start_run

    spent = 0.0
    receive = jobs.receive

    def timed(**batch: Any) -> int:
        nonlocal spent
        began = time.perf_counter()
        try:
            return receive(**batch)
        finally:
            spent += time.perf_counter() - began

    with stand_in(records, limited=not chosen.unlimited) as url:
        member = someone(f"bulk-{records}", key=chosen.key)
        connect(url, unlimited=chosen.unlimited)
        source = add_source(by=member, name="PubMed", connector="pubmed")
        run, job = start_run(
            by=member, search=save_search(by=member, source=source, strategy='"bulk record"')
        )
        jobs.receive = timed  # type: ignore[assignment]
        with Peak() as memory:
            began = time.perf_counter()
            running.run(job.pk)
            took = time.perf_counter() - began
        jobs.receive = receive
        with urllib.request.urlopen(url.replace("/entrez/eutils/", "/control/log")) as answer:
            log = json.load(answer)
    run.refresh_from_db()
    assert (run.state, run.received) == ("complete", records), (run.state, run.received, run.problem)
    rate = 10 if chosen.key else 3
    asked = len(log["requests"])
    floor = 0.0 if chosen.unlimited else max(0, asked - rate) / rate
    allowed = 1.5 * (floor + 0.003 * records + spent)
    return (
        f"{records:>8,} {'none' if chosen.unlimited else f'{rate}/s':>5} {asked:>8} {asked / took:>6.1f} {floor:>8.1f}"
        f" {spent:>6.1f} {allowed:>9.1f} {took:>7.1f}   {records / spent:,.0f} records/s into the database, memory"
        f" +{memory.growth:.0f} MB, at most {log['peak_rate']} requests in a second,"
        f" {sum(request['status'] == 429 for request in log['requests'])} x 429"
    )


@contextmanager
def stand_in(records: int, *, limited: bool) -> Iterator[str]:
    """The address of a stand-in with so many records, in a process of its own."""
    command = [sys.executable, "-m", "screening.demo.eutils", "--bulk", str(records)]
    with subprocess.Popen(
        [*command, "--rate-limit"] if limited else command, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def connect(url: str, *, unlimited: bool) -> None:
    from django.conf import settings

    from screening.lib.polite_http import PoliteClient
    from screening.lib.rate_limit import Lane, LocalLimiter

    class Unlimited(LocalLimiter):
        def take(self, lane: Lane) -> float:
            return 0.0

    options = {"client": PoliteClient(url, Unlimited())} if unlimited else {"base_url": url}
    settings.CONNECTOR_OPTIONS = {"pubmed": options}


def someone(slug: str, *, key: bool) -> Any:
    from screening.accounts.models import User
    from screening.demo.eutils import GOOD_KEY
    from screening.reviews.operations import create_review

    user = User.objects.create_user(f"{slug}@example.org", "benchmark only", name="Owen")
    user.ncbi_api_key = GOOD_KEY if key else ""
    user.save()
    return create_review(by=user, slug=slug, title=slug)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=int, nargs="+")
    parser.add_argument("--key", action="store_true", help="10 requests a second instead of 3")
    parser.add_argument(
        "--unlimited", action="store_true", help="no rate limit: what the program itself costs"
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"REVIEWAPP_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "reviewapp.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        print(HEAD)
        for records in chosen.records:
            print(measure(records, chosen), flush=True)


if __name__ == "__main__":
    main()
