"""Every search of a review as text, by the items of PRISMA-S.

Rethlefsen ML et al., Syst Rev 2021;10:39, doi:10.1186/s13643-020-01542-z.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

RULE = "=" * 78


@dataclass(frozen=True, slots=True)
class ToldRun:
    """One execution, as its search report needs it; dates as text, numbers as they are."""

    when: str
    how: str  # "run from here by Owen" or "file embase.ris, imported by Owen"
    sent: str
    translation: str
    warnings: Sequence[str]
    hits: int | None
    received: int
    state: str
    limit: int | None = None
    undone: str = ""  # since when, and why


@dataclass(frozen=True, slots=True)
class ToldLine:
    name: str
    hits: int
    asked: str


@dataclass(frozen=True, slots=True)
class ToldStrategy:
    """One version of a source's strategy. ``sent`` is empty where nothing is sent from here."""

    heading: str
    strategy: str
    limits: str
    notes: str
    sent: str
    lines: Sequence[ToldLine] = ()
    runs: Sequence[ToldRun] = ()
    reviews: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ToldSource:
    name: str
    kind: str
    platform: str
    notes: str
    last_searched: str
    records: int
    changed_since_review: bool = False
    strategies: Sequence[ToldStrategy] = field(default_factory=tuple)


def text(title: str, dated: str, sources: Iterable[ToldSource]) -> Iterator[str]:
    """The file in pieces. The items of PRISMA-S stand in brackets."""
    yield f"Search strategies\n{title}\nAs of {dated}. Numbers in brackets are items of PRISMA-S.\n"
    empty = True
    for source in sources:
        empty = False
        yield "".join(f"{line}\n" for line in _source(source))
    if empty:
        yield "\nNo source was named yet.\n"


def _source(source: ToldSource) -> Iterator[str]:
    yield from ("", RULE, source.name, RULE)
    yield f"Source [1, 3]: {source.name}, {source.kind.lower()}"
    yield f"Platform [1]: {source.platform or 'not noted'}"
    yield f"Date of the last search [13]: {source.last_searched or 'not searched yet'}"
    yield f"Records identified here [15]: {source.records:,}"
    if source.notes:
        yield from _block("Notes", source.notes)
    if source.changed_since_review:
        yield "PEER REVIEW [14]: THE STRATEGY WAS CHANGED SINCE IT WAS REVIEWED."
    if not source.strategies:
        yield from ("", "No strategy was noted [8].")
    for strategy in source.strategies:
        yield from _strategy(strategy)


def _strategy(strategy: ToldStrategy) -> Iterator[str]:
    yield from ("", f"--- {strategy.heading}")
    yield from _block("Strategy as typed [8]", strategy.strategy or "not noted")
    yield from _block("Limits [9]", strategy.limits or "none noted")
    if strategy.sent and strategy.sent != strategy.strategy.strip():
        yield from _block("Written out, as it is sent [8]", strategy.sent)
    if strategy.lines:
        lines = (f"{line.name}: {line.hits:,} ({line.asked})" for line in strategy.lines)
        yield from _block("Records by line, and when the source was asked", "\n".join(lines))
    if strategy.notes:
        yield from _block("Notes", strategy.notes)
    yield from _block("Peer review [14]", "\n\n".join(strategy.reviews) or "none noted")
    for run in strategy.runs:
        yield from _run(run)
    if not strategy.runs:
        yield from ("", "Not run.")


def _run(run: ToldRun) -> Iterator[str]:
    yield from ("", f"Run of {run.when} [13], {run.how}: {run.state}")
    if run.undone:
        yield f"  Undone {run.undone}; its records do not count."
    hits = "not noted" if run.hits is None else f"{run.hits:,}"
    limited = "" if run.limit is None else f" (limited to {run.limit:,})"
    yield f"  Hits: {hits}. Records received [15]: {run.received:,}{limited}."
    yield from (f"  {line}" for line in _block("Sent", run.sent) if run.sent and line)
    yield from (
        f"  {line}" for line in _block("Read by the source as", run.translation) if run.translation and line
    )
    yield from (f"  Warning: {warning}" for warning in run.warnings)


def _block(label: str, text: str) -> Iterator[str]:
    """A label with its text below, set in, line for line as it is."""
    yield from ("", f"{label}:")
    yield from (f"  {line}".rstrip() for line in text.strip().splitlines())
