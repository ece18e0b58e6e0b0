"""Everything that happened to one citation, on one page: why is it in or out, by whom, when, under which criteria?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from screening.decisions.models import Candidate, Resolution, Vote
from screening.duplicates.choosing import LABELS
from screening.duplicates.queries import Relative, relatives_of
from screening.duplicates.showing import origins_of
from screening.fulltexts.models import Report
from screening.records import labels
from screening.records.labels import Put
from screening.records.models import Citation, Record
from screening.records.queries import CorrectionLine, correction_lines
from screening.records.trials import Trial, trial_of
from screening.reports.events import Line, in_words, visible_events
from screening.retractions.models import Flag
from screening.retractions.queries import flags_of
from screening.reviews.models import Member
from screening.searches.found_from import chases_from, tell_seeds
from screening.searches.models import Run


@dataclass(frozen=True, slots=True)
class StageLife:
    """One stage: the candidate, the votes this member may see, and what settled it."""

    candidate: Candidate
    votes: list[tuple[Vote, bool]]  # with whether it is the person's current one
    resolutions: list[Resolution]
    given_up: bool  # a full text that was signed as not retrieved before anything was decided


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
    labels: list[Put]
    records: list[Record]
    stages: list[StageLife]
    reports: list[Report]
    chases: list[Run]  # with it as a seed
    corrections: list[CorrectionLine]
    relatives: list[Relative]
    origins: list[Shown]
    events: list[Line]
    trial: Trial
    flags: list[Flag]


def life_of(*, citation: Citation, member: Member) -> Life:
    """Some twenty queries at most. Each record has its ``seeds``, those of a chase that found it.

    Votes, labels and events of others appear only where they are open to ``member``.
    """
    records = list(
        Record.objects.filter(citation=citation)
        .select_related("run__source")
        .defer("raw_compressed")
        .order_by("pk")
    )
    tell_seeds(records=records)
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
    given_up = {report.pk for report in reports if report.retrieval == Report.Retrieval.NOT_RETRIEVED}
    stages = [
        StageLife(
            candidate,
            [(vote, vote.pk not in replaced) for vote in votes if vote.candidate_id == candidate.pk],
            [resolution for resolution in resolutions if resolution.candidate_id == candidate.pk],
            candidate.report_id in given_up and candidate.outcome == Candidate.Outcome.PENDING,
        )
        for candidate in candidates
    ]
    return Life(
        citation,
        labels.on(member=member, citations=[citation.pk]).get(citation.pk, []),
        records,
        stages,
        reports,
        chases_from(citation=citation),
        correction_lines(citation=citation),
        relatives_of(citations=[citation.pk]),
        _origins(citation, records),
        in_words(events=events),
        trial_of(citation=citation),
        list(flags_of(citation=citation)),
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
