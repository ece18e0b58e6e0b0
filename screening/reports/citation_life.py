"""Everything that happened to one citation, on one page: why is it in or out, by whom, when, under which criteria?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from screening.decisions.models import Candidate, Resolution, Vote
from screening.duplicates.choosing import LABELS
from screening.duplicates.queries import Relative, relatives_of
from screening.duplicates.showing import origins_of
from screening.fulltexts.models import Report
from screening.records.models import Citation, Record
from screening.reports.events import Line, in_words, visible_events
from screening.reviews.models import Member


@dataclass(frozen=True, slots=True)
class StageLife:
    """One stage: the candidate, the votes this member may see, and what settled it."""

    candidate: Candidate
    votes: list[tuple[Vote, bool]]  # with whether it is the person's current one
    resolutions: list[Resolution]


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a field of a citation of several records is from, and by which rule."""

    field: str
    source: str
    rule: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Life:
    citation: Citation
    records: list[Record]
    stages: list[StageLife]
    reports: list[Report]
    relatives: list[Relative]
    origins: list[Shown]
    events: list[Line]


def life_of(*, citation: Citation, member: Member) -> Life:
    """Fourteen queries. Votes and events of others appear only where they are open to ``member``."""
    records = list(
        Record.objects.filter(citation=citation)
        .select_related("run__source")
        .defer("raw_compressed")
        .order_by("pk")
    )
    candidates = list(Candidate.objects.filter(citation=citation).select_related("reason").order_by("pk"))
    votes = list(
        Vote.objects.visible_to(member)
        .filter(candidate__in=candidates)
        .select_related("by__user", "reason", "protocol")
        .order_by("pk")
    )
    resolutions = list(
        Resolution.objects.filter(candidate__in=candidates).select_related("by__user", "reason", "protocol")
    )
    reports = list(Report.objects.filter(citation=citation).select_related("study", "retrieval_by__user"))
    about = (
        Q(subject_type="citation", subject_id=citation.pk)
        | Q(subject_type="candidate", subject_id__in=[c.pk for c in candidates])
        | Q(subject_type="report", subject_id__in=[r.pk for r in reports])
    )
    events = list(visible_events(member=member).filter(about).order_by("sequence"))
    replaced = {vote.supersedes_id for vote in votes}
    stages = [
        StageLife(
            candidate,
            [(vote, vote.pk not in replaced) for vote in votes if vote.candidate_id == candidate.pk],
            [resolution for resolution in resolutions if resolution.candidate_id == candidate.pk],
        )
        for candidate in candidates
    ]
    return Life(
        citation,
        records,
        stages,
        reports,
        relatives_of(citations=[citation.pk]),
        _origins(citation, records),
        in_words(events=events),
    )


def _origins(citation: Citation, records: list[Record]) -> list[Shown]:
    """Nothing to tell where there is one record only."""
    if len(records) < 2:
        return []
    names = {record.pk: f"{record.run.source.name} {record.accession}".strip() for record in records}
    _, origins = origins_of(citation)
    return [
        Shown(LABELS.get(field, field.capitalize()), names[o.key], o.rule.sentence, o.by_hand)
        for field, o in origins.items()
    ]
