"""Labelled sets of records, and how a result is scored against them.

A set is a folder with ``records.csv`` (ID, source, author, title, year, journal, volume, number, pages, doi, pmid,
isbn) and ``truth.csv`` (ID, cluster, labelled): records of one cluster are one report, those not labelled do not count.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.duplicates import csv_rows
from screening.records.description import Description


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """``described`` by place; ``names`` are the IDs and ``sources`` in the same order; ``truth`` a cluster by ID."""

    folder: Path
    described: list[Description]
    names: list[str]
    sources: list[str]
    truth: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> LabelledSet:
        with (folder / "records.csv").open(encoding="utf-8-sig", newline="") as lines:
            names, described = zip(*csv_rows.rows(lines), strict=True)
        with (folder / "records.csv").open(encoding="utf-8-sig", newline="") as lines:
            sources = [row["source"] for row in csv.DictReader(lines)]
        return cls(folder, list(described), list(names), sources, truth(folder))


def truth(folder: Path) -> dict[str, str]:
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        return {row["ID"]: row["cluster"] for row in csv.DictReader(file) if row["labelled"] == "1"}


FAMILIES = ("conference_abstract", "preprint", "registry", "protocol", "erratum", "cochrane_v3")


def families(folder: Path) -> dict[frozenset[str], str]:
    """Two clusters of a synthetic set that are reports of one study, by what the second is: the generator numbers
    each report right after the one it was made from. Empty for sets without categories."""
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        kinds = {row["cluster"]: row.get("category", "") for row in csv.DictReader(file)}
    before = {number: str(int(number) - 1) for number, kind in kinds.items() if kind in FAMILIES}
    return {frozenset((one, two)): kinds[two] for two, one in before.items() if one in kinds}


@dataclass(frozen=True, slots=True)
class Score:
    """*Wrong* are studies that would vanish: of each cluster, the distinct reports but one. ``removals`` are what a
    perfect tool takes away, ``removed`` how many of them were, ``reachable`` with the true questions answered."""

    records: int
    removals: int
    removed: int
    wrong: int
    reachable: int
    questions: int
    true_questions: int

    @property
    def recall(self) -> float:
        return self.removed / self.removals if self.removals else 1.0

    @property
    def after(self) -> float:
        return self.reachable / self.removals if self.removals else 1.0

    @property
    def precision(self) -> float:
        return self.removed / (self.removed + self.wrong) if self.removed + self.wrong else 1.0

    @property
    def specificity(self) -> float:
        kept = self.records - self.removals
        return (kept - self.wrong) / kept if kept else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def score(
    truth: dict[str, str], clusters: Iterable[Sequence[str]], asked: Iterable[tuple[str, str]] = ()
) -> Score:
    parent = {name: name for name in truth}
    removed = wrong = questions = true = answered = 0
    for cluster in clusters:
        members = [name for name in cluster if name in truth]
        reports = Counter(truth[name] for name in members)
        removed += sum(count - 1 for count in reports.values())
        wrong += max(len(reports) - 1, 0)
        first: dict[str, str] = {}
        for name in members:
            parent[_root(parent, name)] = _root(parent, first.setdefault(truth[name], name))
    for one, other in asked:
        if one in truth and other in truth:
            questions += 1
            if truth[one] == truth[other]:
                true += 1
                answered += (a := _root(parent, one)) != (b := _root(parent, other))
                parent[a] = b
    removals = len(truth) - len(set(truth.values()))
    return Score(len(truth), removals, removed, wrong, removed + answered, questions, true)


def _root(parent: dict[str, str], name: str) -> str:
    while parent[name] != name:
        parent[name] = parent[parent[name]]
        name = parent[name]
    return name
