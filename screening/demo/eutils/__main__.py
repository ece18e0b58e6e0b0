"""``python -m screening.demo.eutils --port 8901 [--bulk 100000] [--rate-limit]``"""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import suppress

from screening.demo.corpus import bulk, demo_collection
from screening.demo.eutils import StandIn


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m screening.demo.eutils", description="A local stand-in for NCBI's E-utilities."
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--bulk", type=int, default=0, metavar="N", help="serve N generated records instead")
    parser.add_argument("--rate-limit", action="store_true", help="answer 429 beyond 3 requests a second")
    parser.add_argument("--revised", action="store_true", help="records as they are after their revision")
    chosen = parser.parse_args()
    collection = bulk(chosen.bulk) if chosen.bulk else demo_collection()
    with StandIn(
        collection, port=chosen.port, rate_limit=chosen.rate_limit, revised=chosen.revised
    ) as standin:
        sys.stdout.write(f"{standin.url}\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
