"""Duplicates found and studies lost, on labelled sets, beside bib-dedupe in the same run.

    python -m benchmarks.dedup [SETS] [--synthetic 20000 --seeds 1 2 3] [--grow 100000 1000000] [--peer] [--orders 5]

SETS is a folder of labelled sets (see dedup_sets.py), with ``edge_cases.json`` and ``generate_synthetic.py`` where
those parts are wanted; the default is the folder beside this checkout. ``--peer`` makes a virtual environment of its
own and installs bib-dedupe there. Times are CPU seconds of the process.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Iterator
from functools import reduce
from itertools import islice
from operator import add
from pathlib import Path

from benchmarks.dedup_sets import LabelledSet, Score, families, score, truth
from screening.duplicates import csv_rows
from screening.duplicates.matching import Matcher, Matches, match, numbered

SETS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "dedup"
BIOMEDICAL = ("copper", "cytology_screening", "respiratory")
PEER = "bib-dedupe==0.11.0"
PEER_PROGRAM = """
import json, sys, time, pandas as pd
from bib_dedupe.bib_dedupe import block, cluster, match, prep
records = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
start = time.process_time()
matched = match(block(prep(records, verbosity_level=0, cpu=1), verbosity_level=0, cpu=1), verbosity_level=0, cpu=1)
clusters = cluster(matched, verbosity_level=0)
maybe = matched[matched["duplicate_label"] == "maybe"][["ID_1", "ID_2"]].values.tolist()
json.dump([[list(map(str, c)) for c in clusters], maybe, time.process_time() - start], open(sys.argv[2], "w"))
"""
HEAD = "set                   tool         wrong  recall   after   prec.   spec.  asked/k  true   CPU s"


def row(name: str, tool: str, scored: Score, seconds: float) -> str:
    asked = 1000 * scored.questions / scored.records
    true = scored.true_questions / scored.questions if scored.questions else 1.0
    return (
        f"{name:<22}{tool:<12}{scored.wrong:>6}{scored.recall:>8.4f}{scored.after:>8.4f}{scored.precision:>8.4f}"
        f"{scored.specificity:>8.4f}{asked:>9.1f}{true:>6.2f}{seconds:>8.1f}"
    )


def ours(labelled: LabelledSet) -> tuple[Score, float]:
    began = time.process_time()
    found = match(enumerate(labelled.described))
    seconds = time.process_time() - began
    names = labelled.names
    clusters = [[names[key] for key in cluster] for cluster in found.clusters]
    return score(labelled.truth, clusters, [(names[q.one], names[q.other]) for q in found.asked]), seconds


def theirs(labelled: LabelledSet, python: Path) -> tuple[Score, float]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.json")
        subprocess.run(
            [python, "-c", PEER_PROGRAM, labelled.folder / "records.csv", out],
            check=True,
            capture_output=True,
        )
        clusters, maybe, seconds = json.loads(out.read_text())
    return score(labelled.truth, clusters, [(one, other) for one, other in maybe]), seconds


def peer_python(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "-q", PEER], check=True)
    return folder / "bin" / "python"


def synthetic(sets: Path, into: Path, records: int, seed: int) -> LabelledSet:
    folder = into / f"synthetic {records} {seed}"
    generate = [sys.executable, sets / "generate_synthetic.py", folder, str(records), str(seed)]
    subprocess.run(generate, check=True, capture_output=True)
    return LabelledSet.read(folder)


def edge_cases(file: Path) -> Iterator[str]:
    outcomes = []
    for case in json.loads(file.read_text(encoding="utf-8")):
        found = match(enumerate(csv_rows.described(case[side]) for side in "ab"))
        outcome = "AUTO" if found.clusters else "REVIEW" if found.asked else "SEPARATE"
        outcomes.append(outcome in case["acceptable"])
        if not outcomes[-1]:
            yield f"  {case['id']}: {outcome}, acceptable {case['acceptable']}: {case['pattern']}"
    yield f"edge cases: {sum(outcomes)} of {len(outcomes)} acceptable"


def related(labelled: LabelledSet) -> str:
    """How many reports of one study are linked as related, which at least 0.8 should be, by what they are."""
    cluster = [labelled.truth.get(name, "") for name in labelled.names]
    links = match(enumerate(labelled.described)).related
    linked = {frozenset((cluster[link.one], cluster[link.other])) for link in links}
    there, found = Counter[str](), Counter[str]()
    for two, kind in families(labelled.folder).items():
        there[kind] += 1
        found[kind] += two in linked
    parts = ", ".join(f"{kind} {found[kind] / many:.3f}" for kind, many in sorted(there.items()))
    return (
        f"{labelled.folder.name:<22}related {found.total() / there.total():.3f} of {there.total():,}: {parts}"
    )


def orders(labelled: LabelledSet, times: int) -> str:
    """Keys given anew in each order, and source by source: the same clusters and questions."""
    reference = _told(labelled, match(enumerate(labelled.described)), range(len(labelled.names)))
    same = 0
    for seed in range(times):
        order = random.Random(seed).sample(range(len(labelled.names)), len(labelled.names))
        found = match((key, labelled.described[place]) for key, place in enumerate(order))
        same += _told(labelled, found, order) == reference
    matcher = Matcher()
    for source in sorted(set(labelled.sources)):
        matcher.add((n, d) for n, d in enumerate(labelled.described) if labelled.sources[n] == source)
    by_source = _told(labelled, matcher.matches(), range(len(labelled.names))) == reference
    told = "the same" if by_source else "DIFFERENT"
    return f"{labelled.folder.name:<22}{same} of {times} orders the same; source by source {told}"


def _told(labelled: LabelledSet, found: Matches, order: range | list[int]) -> object:
    """Clusters and the questions between them, by the records' own names."""
    names = [labelled.names[place] for place in order]
    clusters = [sorted(names[key] for key in cluster) for cluster in found.clusters]
    first = {name: cluster[0] for cluster in clusters for name in cluster}
    ends = ((names[q.one], names[q.other], q.rule.name) for q in found.asked)
    asked = sorted((*sorted((first.get(a, a), first.get(b, b))), rule) for a, b, rule in ends)
    return sorted(clusters), asked


def growth(sets: Path, into: Path, sizes: list[int]) -> Iterator[str]:
    """Each size in a process of its own, so that its memory is its own."""
    for size in sizes:
        folder = synthetic(sets, into, size, 7).folder
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.dedup", folder, "--one"],
            check=True,
            capture_output=True,
            text=True,
        )
        yield done.stdout.rstrip()


def one(folder: Path) -> None:
    """A set alone, read while it is matched as ``manage.py dedup`` does, and then a thousand records more."""
    records = sum(1 for _ in (folder / "truth.csv").open(encoding="utf-8")) - 1
    matcher, names = Matcher(), list[str]()
    with (folder / "records.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = csv_rows.rows(lines)
        began = time.process_time()
        matcher.add(numbered(islice(rows, records - 1000), names))
        matcher.matches()
        all_at_once = time.process_time() - began
        began = time.process_time()
        matcher.add(numbered(rows, names))
        found = matcher.matches()
        added = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clusters = [[names[key] for key in cluster] for cluster in found.clusters]
    asked = [(names[q.one], names[q.other]) for q in found.asked]
    print(row(folder.name, "ours", score(truth(folder), clusters, asked), all_at_once))
    print(
        f"  1,000 more and all clusters again: {added:.1f} s; memory {memory >> 10:,} MB, reading and matching"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", type=Path, nargs="?", default=SETS)
    parser.add_argument("--synthetic", type=int, default=0, metavar="N")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--grow", type=int, nargs="+", default=[])
    parser.add_argument("--orders", type=int, default=0)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--one", action="store_true", help="only this set, as --grow runs it")
    chosen = parser.parse_args()
    if chosen.one:
        one(chosen.sets)
        return
    with tempfile.TemporaryDirectory() as temporary:
        into = Path(temporary)
        peer = peer_python(into / "peer") if chosen.peer else None
        found = [LabelledSet.read(file.parent) for file in sorted(chosen.sets.glob("*/truth.csv"))]
        made = [
            synthetic(chosen.sets, into, chosen.synthetic, seed) for seed in chosen.seeds if chosen.synthetic
        ]
        print(HEAD)
        scores = {labelled.folder.name: table_rows(labelled, peer) for labelled in (*found, *made)}
        names = [labelled.folder.name for labelled in found]
        print(sums("biomedical", [scores[name] for name in names if name in BIOMEDICAL]))
        print(sums("all", [scores[name] for name in names]))
        if (chosen.sets / "edge_cases.json").exists():
            print(*edge_cases(chosen.sets / "edge_cases.json"), sep="\n", flush=True)
        for labelled in made:
            print(related(labelled), flush=True)
        for labelled in (*found, *made) if chosen.orders else ():
            print(orders(labelled, chosen.orders), flush=True)
        for line in growth(chosen.sets, into, chosen.grow):
            print(line, flush=True)


def table_rows(labelled: LabelledSet, peer: Path | None) -> tuple[Score, float]:
    scored, seconds = ours(labelled)
    print(row(labelled.folder.name, "ours", scored, seconds), flush=True)
    if peer:
        print(row(labelled.folder.name, "bib-dedupe", *theirs(labelled, peer)), flush=True)
    return scored, seconds


def sums(name: str, scores: list[tuple[Score, float]]) -> str:
    if not scores:
        return f"{name}: no sets"
    total = reduce(add, (scored for scored, _ in scores))
    return row(name, "ours", total, sum(seconds for _, seconds in scores))


if __name__ == "__main__":
    main()
