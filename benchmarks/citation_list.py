"""How long a page of the citation list takes among 200,000: page 1 and page 1,000, by each filter and order.

    python -m benchmarks.citation_list [--citations 200000] [--postgres postgres://…] [--keep FOLDER] [--only WORD]

Through the whole application (session, rail, template), on a SQLite database of its own and then, with ``--postgres``
or DATABASE_URL, on that PostgreSQL database, which must be empty.
Milliseconds: the best and the middle one of three. Page 1,000 is asked for as a reader reaches it, beside a row, and as
somebody may type it, counted out. What lies above the figure that is to be reached is marked.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

ALLOWED = {"sqlite": 800, "postgresql": 300}  # ms
TIMES = 3
QUESTIONS = {
    "everything": "",
    "a frequent word": "text=the",
    "two frequent words": "text=the+of",
    "a rare word": "text=rareword",
    "a frequent phrase": 'text="of+the"',
    "a prefix": "text=exosom*",
    "an author": "text=müller",
    "a number": "text=20001234",
    "no such word": "text=nosuchword",
    "source": "source={source}",
    "run": "run={run}",
    "years": "year_from=2015&year_to=2018",
    "type, one in seven": "type=Letter",
    "language, one in ten": "language=ger",
    "pending": "title_abstract=pending",
    "included, 1 %": "title_abstract=included",
    "full text included": "full_text=included",
    "label": "label={label}",
    "no label": "label=none",
    "a colleague's label": "label={label}",
    "no colleague's label": "label=none",
    "no abstract": "abstract=no",
    "has a DOI": "doi=yes",
    "retracted, 0.1 %": "retracted=yes",
    "removed": "removed=yes",
    "many at once": "text=the&source={source}&year_from=2000&type=Letter&abstract=yes&title_abstract=pending",
}


def measure(citations: int, only: str, clock: Callable[[], float]) -> None:
    from django.db import connection
    from django.test import Client

    from screening.records.filters import ORDERS
    from screening.records.label_models import Label
    from screening.reviews.models import Member
    from screening.searches.models import Run

    vendor = connection.vendor
    here_is = Member.objects.select_related("user", "review").filter(review__slug="bench")
    owner, reader = here_is.get(role="owner"), here_is.get(role="reviewer")
    run = Run.objects.filter(review__slug="bench").order_by("pk").first()
    assert run
    here = {"run": run.pk, "source": run.source_id, "label": Label.objects.get(review__slug="bench").pk}
    browsers = {}
    for member in (owner, reader):
        browsers[member] = Client(headers={"host": "localhost"})
        browsers[member].force_login(member.user)
    print(f"{vendor}, {citations:,} citations; allowed: {ALLOWED[vendor]} ms")
    print(f"{'':32} {'found':>9} {'page 1':>13} {'page 1,000':>15} {'typed':>13}")
    asked = {
        **{name: question.format(**here) for name, question in QUESTIONS.items()},
        **{f"in order: {order.label}": f"order={key}" for key, order in ORDERS.items()},
        **{
            f"{name}, {ORDERS[order].label}": f"order={order}&{QUESTIONS[name].format(**here)}"
            for order in ("title", "year")
            for name in (
                "a frequent word",
                "a rare word",
                "source",
                "pending",
                "label",
                "retracted, 0.1 %",
                "no abstract",
            )
        },
    }
    missed = 0
    for name, question in asked.items():
        if only not in name:
            continue
        member = reader if "colleague" in name else owner
        browser = browsers[member]
        first = _time(browser, question, clock)
        found = _found(member, question)
        deep = max(1, min(1000, -(-found.count() // 50)))
        row = _last_before(found, question, deep)
        later = _time(browser, f"{question}&page={deep}&after={row}", clock) if row else first
        typed = _time(browser, f"{question}&page={deep}", clock)
        over = max(first[1], later[1], typed[1]) > ALLOWED[vendor]
        missed += over
        print(
            f"{name:32} {found.count():>9,} {_told(first):>13} {_told(later):>13}{'' if deep == 1000 else '*':2}"
            f" {_told(typed):>12} {'  MISSED' if over else ''}",
            flush=True,
        )
    print(
        f"{'everything, the rail counted anew':32} {'':>9} {_told(_time(browsers[owner], '', clock, anew=True)):>13}"
    )
    print(f"* the list is shorter: its last page.  {missed or 'nothing'} above {ALLOWED[vendor]} ms")


def _found(member: Any, question: str) -> Any:
    from screening.records import queries
    from screening.records.filters import CitationFilter

    return CitationFilter(
        dict(parse_qsl(question)), queryset=queries.citations_of(member=member), member=member
    ).qs


def _last_before(found: Any, question: str, page: int) -> int | None:
    """The id of the last row of the page before."""
    from screening.records.filters import ORDERS

    place = (page - 1) * 50 - 1
    if place < 0:
        return None
    order = ORDERS[dict(parse_qsl(question)).get("order", "newest")]
    return found.order_by(*order.columns()).values_list("pk", flat=True)[place : place + 1].first()


def _busy() -> float:
    """Seconds of work so far, of this process and of PostgreSQL's for it on this machine (Linux)."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return own + int(told.split()[0]) / 1e9


def _time(
    browser: Any, question: str, clock: Callable[[], float], *, anew: bool = False
) -> tuple[float, float]:
    from django.core.cache import caches

    taken = []
    for _ in range(TIMES):
        if anew:
            caches["process"].clear()
        began = clock()
        answer = browser.get(f"/r/bench/citations/?{question}")
        taken.append(1000 * (clock() - began))
        assert answer.status_code == 200, answer.status_code
    return min(taken), statistics.median(taken)


def _told(taken: tuple[float, float]) -> str:
    return f"{taken[0]:.0f}–{taken[1]:.0f}"


def one_database(chosen: argparse.Namespace) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from benchmarks.citation_list_rows import fill
    from screening.reviews.models import Review

    call_command("migrate", verbosity=0)
    if not Review.objects.filter(slug="bench").exists():
        began = time.perf_counter()
        fill(chosen.citations)
        print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
        if connection.vendor == "postgresql":  # SQLite is told nothing about its tables by the program either
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
    if chosen.cpu and connection.vendor == "postgresql":  # its work is that of one process then
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    measure(chosen.citations, chosen.only, _busy if chosen.cpu else time.perf_counter)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--citations", type=int, default=200_000)
    parser.add_argument("--postgres", default=os.environ.get("DATABASE_URL", ""), help="an empty database")
    parser.add_argument("--keep", help="a folder for SQLite's database, used again if it is there")
    parser.add_argument("--only", default="", help="only questions whose name holds this")
    parser.add_argument(
        "--cpu", action="store_true", help="work instead of time, where the machine is busy otherwise"
    )
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        one_database(chosen)
        return
    with tempfile.TemporaryDirectory() as folder:
        for url in ("", chosen.postgres) if chosen.postgres else ("",):
            environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "reviewapp.settings",
                                        "REVIEWAPP_DATA_DIR": chosen.keep or str(Path(folder, "data"))}  # fmt: skip
            command = [sys.executable, "-m", "benchmarks.citation_list", "--inside", *sys.argv[1:]]
            subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main()
