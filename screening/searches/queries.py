"""Questions about sources, searches and runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from screening.jobs.models import Job
from screening.records.models import Record
from screening.reviews.models import Review
from screening.searches.models import Plan, Run, Schedule, Search, Source

KINDS = ("searches.run", "searches.import")
GONE_SHOWN = 100


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run and whether somebody works on it. One that neither ended nor is worked on was left by its worker."""

    run: Run
    working: bool

    @property
    def state(self) -> str:
        if self.run.withdrawn_at:
            return "cancelled"
        return self.run.state if self.run.has_ended or self.working else "failed"

    @property
    def state_label(self) -> str:
        if self.run.withdrawn_at:
            return "undone"
        return self.run.get_state_display() if self.run.has_ended or self.working else "stopped"


@dataclass(frozen=True, slots=True)
class SearchLines:
    search: Search
    runs: list[RunLine]
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class SourceLines:
    """A source with its searches, the newest first; ``records`` is PRISMA's number identified there."""

    source: Source
    records: int
    searches: list[SearchLines]

    @property
    def at_work(self) -> list[SearchLines]:
        """The newest, and those that were run or are set to run; what else was kept is in the history."""
        return [one for one in self.searches if one is self.searches[0] or one.runs or one.schedule]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a run found against the run it updates. ``gone_citations``: the first hundred no longer found."""

    new: int
    known: int
    gone: int
    gone_records: list[Record] = field(default_factory=list)


def sources_of(*, review: Review) -> list[SourceLines]:
    """Six queries, whatever the number of sources, searches and runs."""
    counted = dict(
        Record.objects.live()
        .filter(review=review)
        .values_list("run__source_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    working = _worked_on(review)
    runs: defaultdict[int, list[RunLine]] = defaultdict(list)
    searches: defaultdict[int, list[SearchLines]] = defaultdict(list)
    for run in Run.objects.filter(review=review).select_related("by__user", "updates"):
        runs[run.search_id].append(RunLine(run, run.pk in working))
    set_by = Schedule.objects.filter(review=review).select_related("set_by__user")
    schedules = {schedule.search_id: schedule for schedule in set_by}
    for search in Search.objects.filter(review=review).order_by("-pk"):
        lines = SearchLines(search, runs[search.pk], schedules.get(search.pk))
        searches[search.source_id].append(lines)
    return [
        SourceLines(source, counted.get(source.pk, 0), searches[source.pk])
        for source in Source.objects.filter(review=review)
    ]


def run_line(*, run: Run) -> RunLine:
    return RunLine(run, run.pk in _worked_on(run.review))


def last_job(*, run: Run) -> Job | None:
    """The job that works or worked on this run."""
    return Job.objects.filter(review=run.review_id, kind__in=KINDS, payload__run=run.pk).first()


def records_of(*, run: Run, show: str = "") -> QuerySet[Record]:
    """A run's records in their order, each with ``known``: its citation was there before.

    ``show`` narrows to ``new``, ``known`` or ``problems``.
    """
    earlier = Record.objects.live().filter(citation_id=OuterRef("citation_id"), pk__lt=OuterRef("pk"))
    records = (
        Record.objects.filter(run=run)
        .annotate(known=Exists(earlier))
        .select_related("citation")
        .defer(
            "raw_compressed", "fields", "citation__abstract", "citation__abstract_text", "citation__keywords"
        )
        .order_by("position")
    )
    if show in ("new", "known"):
        return records.filter(known=show == "known")
    return records.exclude(problem="") if show == "problems" else records


def difference(*, run: Run) -> Difference | None:
    """Compare what the source named with what it named for the run before. ``None`` where there is none."""
    if run.updates_id is None or run.asked is None:
        return None
    plans = dict(Plan.objects.filter(pk__in=[run.pk, run.updates_id]).values_list("pk", "accessions"))
    now, before = set(plans.get(run.pk, ())), set(plans.get(run.updates_id, ()))
    gone = sorted(before - now)
    shown = Record.objects.filter(run=run.updates_id, accession__in=gone[:GONE_SHOWN]).select_related(
        "citation"
    )
    return Difference(len(now - before), len(now & before), len(gone), list(shown.without_raw()))


def earlier_imports(*, review: Review, sha256: Collection[str]) -> dict[str, list[Run]]:
    """Runs that read the very same files, without those that were undone, by the file's digest."""
    found = defaultdict(list)
    same = Run.objects.filter(review=review, file_sha256__in=sha256, withdrawn_at=None)
    for run in same.select_related("source", "by__user"):
        found[run.file_sha256].append(run)
    return dict(found)


def mappings_of(*, review: Review) -> Callable[[str], dict[str, str] | None]:
    """What the columns of a table with a certain fingerprint hold, as the last run that counts read them; ``None``
    where no such table came before."""

    def last(columns: str) -> dict[str, str] | None:
        alone, packed = Q(file_columns=columns), Q(file_columns="", file_mapping__has_key=columns)
        run = Run.objects.filter(alone | packed, review=review, withdrawn_at=None).first()
        if run is None:
            return None
        return run.file_mapping if run.file_columns else run.file_mapping[columns]

    return last


def imported_together(*, run: Run) -> list[Run]:
    """The runs of all files that came with this one, itself included; without those that were undone."""
    if run.together is None:
        return [run]
    runs = Run.objects.filter(review=run.review_id, together=run.together, withdrawn_at=None)
    return list(runs.order_by("pk"))


def looking_job(*, review: Review, token: UUID) -> Job | None:
    """The job that looks through waiting files, where they are too large for a page."""
    return Job.objects.filter(review=review, key=f"look:{token}").select_related("by__user").first()


def jobs_of(*, runs: Sequence[Run]) -> dict[int, Job]:
    """The job that works or worked on each run, by the run."""
    jobs = Job.objects.filter(kind__in=KINDS, payload__run__in=[run.pk for run in runs])
    return {job.payload["run"]: job for job in jobs.select_related("by__user").order_by("pk")}


def _worked_on(review: Review) -> set[int]:
    jobs = Job.objects.active().filter(review=review, kind__in=KINDS)
    return {payload["run"] for payload in jobs.values_list("payload", flat=True)}
