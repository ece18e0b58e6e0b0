"""How fast export files are read, and how fast their records come into the database while people vote.

    python -m benchmarks.imports [--records 4000] [--megabytes 200] [--into 20000] [--pubmed-parser PYTHON]

Everything is measured in one run: our readers beside other people's on the same files (the best of three turns each,
CPU time), a large file with the growth of memory, and an import into the embedded database with its audit trail while
a second process votes. pubmed_parser is none of our requirements: name the Python of an environment that has it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.import_files import write
from benchmarks.search_job import Peak, someone

TURNS = 3
NORMALISED = "rispy, normalised"  # the same work as ours; rispy alone only takes lines apart
# format, peer, our rate must be so many times its rate, and the part of the records it is given (some are slow)
PEERS = (
    ("ris", "rispy", 1, 1),
    ("ris", NORMALISED, 1, 1),
    ("bibtex", "pybtex", 1, 1),
    ("bibtex", "bibtexparser", 5, 0.1),
    ("pubmed_xml", "pubmed_parser", 2.5, 1),
)
MOST_GROWTH = 150  # MB
LEAST_INTO_DATABASE = 2_000  # records/s
SLOWEST_VOTE = 0.5  # seconds, p95


def verdict(reached: bool) -> str:
    return "reached" if reached else "MISSED"


def ours(path: Path, count: int) -> float:
    """CPU seconds of decoding, reading and normalising every record."""
    from screening.searches import reading

    began = time.process_time()
    with path.open("rb") as stream:
        found = sum(received.description is not None for received in reading.read(stream))
    took = time.process_time() - began
    assert found == count, (path.name, found, count)
    return took


def theirs(python: str, peer: str, path: Path, count: int) -> float | None:
    """The same of another reader; ``None`` where it is not installed."""
    if peer == NORMALISED:
        from benchmarks import rispy_normalised

        began = time.process_time()
        assert len(rispy_normalised.read(path)) == count
        return time.process_time() - began
    done = subprocess.run(
        [python, Path(__file__).with_name("import_peers.py"), peer, path], capture_output=True, text=True
    )
    if "ModuleNotFoundError" in done.stderr:
        return None
    assert done.returncode == 0, done.stderr
    took, found = done.stdout.split()
    assert int(found) == count, (peer, path.name, found, count)
    return float(took)


def beside(folder: Path, chosen: argparse.Namespace) -> None:
    print("format      records  of fields      ours/s  peer                peer/s   ratio  at least")
    for format_key, peer, least, part in PEERS:
        python = chosen.pubmed_parser if peer == "pubmed_parser" else sys.executable
        for thin in (False, True):
            count = int(chosen.records * part)
            path = write(folder / f"{format_key}-{thin}", format_key, count, thin=thin)
            best, other = 1e9, 1e9
            for _ in range(TURNS):
                best = min(best, ours(path, count))
                took = theirs(python, peer, path, count)
                if took is None:
                    break
                other = min(other, took)
            fields = "few" if thin else "as databases"
            row = f"{format_key:<11} {count:>7,}  {fields:<12} {count / best:>8,.0f}  {peer:<17}"
            if took is None:
                print(f"{row} is not installed in {python}")
                continue
            ratio = other / best
            print(
                f"{row} {count / other:>8,.0f}  {ratio:>5.2f}x  {least}x {verdict(ratio >= least)}",
                flush=True,
            )
            path.unlink()


def large(folder: Path, megabytes: int) -> None:
    path = folder / "large.ris"
    count = megabytes * 1000 * 1000 // 2750
    write(path, "ris", count, thin=False)
    with Peak() as memory:
        took = ours(path, count)
    print(
        f"A file of {path.stat().st_size / 1e6:.0f} MB, {count:,} records: {count / took:,.0f} records/s, memory"
        f" +{memory.growth:.0f} MB (at most {MOST_GROWTH}) {verdict(memory.growth <= MOST_GROWTH)}",
        flush=True,
    )
    path.unlink()


@contextmanager
def voting(member: Any) -> Iterator[dict[str, Any]]:
    """A second process votes meanwhile; afterwards the result is filled in."""
    result: dict[str, Any] = {}
    command = [sys.executable, "-m", "benchmarks.voter", str(member.pk)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as voter:
        assert voter.stdin
        assert voter.stdout
        assert voter.stdout.readline() == "ready\n"
        try:
            yield result
        finally:
            voter.stdin.close()
            result |= json.loads(voter.stdout.read())


def begin_screening(owner: Any) -> None:
    from screening.protocol.criteria import add_criterion
    from screening.protocol.models import Criterion
    from screening.protocol.operations import draft_protocol, edit_protocol, freeze
    from screening.protocol.reasons import add_reason

    version = draft_protocol(by=owner)
    edit_protocol(by=owner, version=version, texts={"question": "Does walking lift the mood?"})
    add_criterion(by=owner, version=version, kind=Criterion.Kind.INCLUSION, text="Walking")
    add_reason(by=owner, version=version, label="No walking")
    freeze(by=owner, version=version)


def into_database(folder: Path, count: int) -> None:
    from screening.audit.queries import verify
    from screening.jobs import running
    from screening.records.models import Record
    from screening.searches.operations import add_source
    from screening.searches.runs import start_import
    from screening.searches.uploads import store

    def take(path: Path) -> tuple[float, float]:
        """Wall and CPU seconds of an import's job."""
        with path.open("rb") as file:
            upload = store(
                review_id=owner.review_id, name=path.name, chunks=iter(lambda: file.read(1 << 20), b"")
            )
        run, job = start_import(by=owner, source=source, upload=upload)
        began, cpu = time.perf_counter(), time.process_time()
        running.run(job.pk)
        took = time.perf_counter() - began, time.process_time() - cpu
        run.refresh_from_db()
        assert (run.state, run.received) == ("complete", upload.records), (
            run.state,
            run.received,
            run.problem,
        )
        return took

    owner = someone("imports", key=False)
    begin_screening(owner)
    source = add_source(by=owner, name="Walking Index")
    take(write(folder / "first.ris", "ris", 500, thin=False))
    path = write(folder / "many.ris", "ris", count, thin=False)
    alone, cpu = take(path)
    with voting(owner) as votes:
        meanwhile, _ = take(path)
    assert Record.objects.filter(review=owner.review).count() == 500 + 2 * count
    assert verify(review_id=owner.review_id).broken is None
    rate = count / alone
    p95 = statistics.quantiles(votes["seconds"], n=20)[-1]
    print(
        f"Into the embedded database, {count:,} records with their audit trail: {rate:,.0f} records/s alone"
        f" (at least {LEAST_INTO_DATABASE:,}; {count / cpu:,.0f}/s of CPU time) {verdict(rate >= LEAST_INTO_DATABASE)};"
        f" {count / meanwhile:,.0f}/s while somebody votes:\n{len(votes['seconds']):,} votes, p95"
        f" {p95 * 1000:.0f} ms (at most {SLOWEST_VOTE * 1000:.0f}), longest {max(votes['seconds']) * 1000:.0f} ms,"
        f" {len(votes['errors'])} errors {verdict(p95 <= SLOWEST_VOTE and not votes['errors'])}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=4_000, help="in the files that peers read, too")
    parser.add_argument("--megabytes", type=int, default=200, help="of the large file; 0 leaves it out")
    parser.add_argument("--into", type=int, default=20_000, help="records into the database; 0 leaves it out")
    parser.add_argument("--pubmed-parser", metavar="PYTHON", default=sys.executable)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ |= {"REVIEWAPP_DATA_DIR": place, "DJANGO_SETTINGS_MODULE": "reviewapp.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        if chosen.megabytes:
            large(folder, chosen.megabytes)
        if chosen.records:
            beside(folder, chosen)
        if chosen.into:
            call_command("migrate", verbosity=0)
            into_database(folder, chosen.into)


if __name__ == "__main__":
    main()
