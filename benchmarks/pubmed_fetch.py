"""How long PubMed's connector takes for N records, and what it needs: time, memory, requests.

    python -m benchmarks.pubmed_fetch 100000 [--key] [--unlimited]

The stand-in for NCBI runs in its own process and keeps NCBI's limits. ``floor`` is the time that the requests
need at the limit; ``--unlimited`` shows what the program itself costs.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
import urllib.request

from screening.demo.eutils import GOOD_KEY
from screening.lib.polite_http import PoliteClient
from screening.lib.rate_limit import Lane, LocalLimiter
from screening.searches.connector import Context
from screening.searches.connectors.pubmed import PubMed


class Unlimited(LocalLimiter):
    def take(self, lane: Lane) -> float:
        return 0.0


def megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("records", type=int)
    parser.add_argument("--key", action="store_true", help="10 requests a second instead of 3")
    parser.add_argument("--unlimited", action="store_true")
    chosen = parser.parse_args()
    command = [sys.executable, "-m", "screening.demo.eutils", "--bulk", str(chosen.records)]
    if not chosen.unlimited:
        command.append("--rate-limit")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            measure(server.stdout.readline().strip(), chosen)
        finally:
            server.terminate()


def measure(url: str, chosen: argparse.Namespace) -> None:
    pubmed = PubMed(url, client=PoliteClient(url, Unlimited()) if chosen.unlimited else None)
    context = Context("benchmark@example.org", api_key=GOOD_KEY if chosen.key else "")
    before, started = megabytes(), time.perf_counter()
    _, pmids = pubmed.plan('"bulk record"', context)
    received = unreadable = size = 0
    for batch in pubmed.fetch(pmids, context):
        received += len(batch.records)
        unreadable += sum(bool(record.problem) for record in batch.records)
        size += sum(len(record.raw) for record in batch.records)
    seconds = time.perf_counter() - started
    with urllib.request.urlopen(url.replace("/entrez/eutils/", "/control/log")) as answer:
        log = json.load(answer)
    requests = len(log["requests"])
    print(f"{received:,} of {len(pmids):,} records, {unreadable} unreadable, {size / 1e6:,.0f} MB of XML")
    print(f"{seconds:.1f} s, {received / seconds:,.0f} records/s")
    print(
        f"{requests} requests, floor {requests / (10 if chosen.key else 3):.1f} s; {log['peak_rate']} in one second"
    )
    print(f"{sum(request['status'] == 429 for request in log['requests'])} times told that this was too fast")
    print(f"memory grew by {megabytes() - before} MB")


if __name__ == "__main__":
    main()
