"""Every source's strategies, runs and peer reviews as text, for the appendix of the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.utils import timezone

from screening.exports.exporter import EXPORTERS
from screening.exports.writing.strategies import ToldLine, ToldRun, ToldSource, ToldStrategy, text
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.counting import Counts, newest_counts, with_counts
from screening.searches.models import Run, Source
from screening.searches.queries import SourceLines, sources_of
from screening.searches.strategies.expansion import Strategy, parts
from screening.searches.strategy_models import LineCount, PeerReview
from screening.searches.versions import Version, differs, versions


@EXPORTERS.register
class SearchStrategies:
    key: ClassVar[str] = "search_strategies"
    label: ClassVar[str] = "Search strategies (text)"
    about: ClassVar[str] = (
        "For the appendix, as PRISMA-S asks: for each source its platform, every strategy as typed and as sent, limits,"
        " dates, hits, records received, what the source made of it, and peer reviews."
    )
    extension: ClassVar[str] = "txt"
    content_type: ClassVar[str] = "text/plain; charset=utf-8"
    permission: ClassVar[Permission] = Permission.VIEW

    def write(self, member: Member) -> Iterator[str]:
        lines = sources_of(review=member.review)
        kept = versions(searches=[kept.search for line in lines for kept in line.searches])
        counts = newest_counts(asked=LineCount.objects.filter(review=member.review))
        of_source = defaultdict(list)
        for version in kept:
            of_source[version.search.source_id].append(version)
        told = (_source(line, of_source[line.source.pk], counts) for line in lines)
        return text(member.review.title, f"{timezone.localdate():%Y-%m-%d}", told)


def _source(line: SourceLines, kept: list[Version], counts: Counts) -> ToldSource:
    """``kept`` has the newest version first; the report tells them in the order in which they came."""
    source = line.source
    runs = [run for version in kept for run in version.runs if not run.withdrawn_at]
    searched = [run.searched_on or timezone.localdate(run.created_at) for run in runs]
    return ToldSource(
        name=source.name,
        kind=source.get_kind_display(),
        platform=source.platform or (source.connector and "searched through its own interface, from here"),
        notes=source.notes,
        last_searched=max(searched).isoformat() if searched else "",
        records=line.records,
        changed_since_review=_changed_since_review(kept),
        strategies=[
            _strategy(source, version, number, counts) for number, version in _numbered(reversed(kept))
        ],
    )


def _numbered(kept: Iterable[Version]) -> Iterator[tuple[int, Version]]:
    """As the history numbers them: only versions with a text have a number."""
    number = 0
    for version in kept:
        number += bool(version.search.strategy)
        yield (number if version.search.strategy else 0), version


def _changed_since_review(kept: list[Version]) -> bool:
    last = next((version.search for version in kept if version.search.strategy), None)
    reviews = [review for version in kept for review in version.reviews]
    return last is not None and bool(reviews) and differs(max(reviews, key=lambda r: r.pk).search, last)


def _strategy(source: Source, version: Version, number: int, counts: Counts) -> ToldStrategy:
    kept = version.search
    strategy = Strategy(kept.strategy, kept.limits)
    is_sent = bool(source.connector and kept.strategy.strip() and not strategy.faults)
    found = parts(strategy) if is_sent else []
    when = f"{timezone.localtime(kept.created_at):%Y-%m-%d}"
    return ToldStrategy(
        heading=f"Version {number}, kept on {when}" if number else f"Without a strategy, {when}",
        strategy=kept.strategy,
        limits=kept.limits,
        notes=kept.notes,
        sent=strategy.query if is_sent else "",
        lines=[
            ToldLine(counted.part.name, counted.count.hits, _minute(counted.count.asked_at))
            for counted in with_counts(source=source, found=found, counts=counts)
            if counted.count
        ],
        runs=[_run(run) for run in reversed(version.runs)],
        reviews=[_review(review) for review in version.reviews],
    )


def _run(run: Run) -> ToldRun:
    day = run.searched_on.isoformat() if run.searched_on else _minute(run.created_at)
    undone = f"on {_minute(run.withdrawn_at)}: {run.withdrawn_reason}" if run.withdrawn_at else ""
    return ToldRun(
        when=day,
        how=f"file {run.file_name}, imported by {run.by}" if run.is_import else f"run from here by {run.by}",
        sent="" if run.is_import else run.query_sent,
        translation=run.translation,
        warnings=[str(warning) for warning in run.warnings],
        hits=run.hits,
        received=run.received,
        limit=run.limit,
        state=run.get_state_display(),
        undone=undone,
    )


def _review(review: PeerReview) -> str:
    own = ", who kept this strategy" if review.is_own else ""
    lines = [
        f"PRESS 2015: {review.get_verdict_display().lower()}. {review.reviewed_by}{own}, {review.reviewed_on}.",
        *(f"{label}: {verdict.lower()}" for label, verdict in review.told_elements),
        *([review.note] if review.note.strip() else []),
    ]
    return "\n".join(lines)


def _minute(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
