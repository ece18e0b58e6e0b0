"""Undoing a run: nothing is deleted, nothing of it counts, and it can be restored at any time."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from screening.records.models import Citation, Record
from screening.records.standing import restate, standing
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission
from screening.searches.models import Run
from screening.searches.queries import run_line
from screening.searches.runs import look_for_duplicates


@dataclass(frozen=True, slots=True)
class Consequences:
    """What undoing a run sets aside. Of votes only that some are decided: who voted is not told here."""

    records: int
    set_aside: int
    staying: int
    decided: int
    reports: int


def consequences(*, run: Run) -> Consequences:
    """Five queries. ``staying`` citations were found by another run too."""
    citations = Citation.objects.filter(standing(), pk__in=Record.objects.filter(run=run).values("citation"))
    elsewhere = Record.objects.live().filter(citation=OuterRef("pk")).exclude(run=run)
    set_aside = citations.exclude(Exists(elsewhere))
    at_titles = Candidate.objects.filter(citation__in=set_aside, stage=Stage.TITLE_ABSTRACT)
    return Consequences(
        records=Record.objects.filter(run=run).count(),
        set_aside=set_aside.count(),
        staying=citations.filter(Exists(elsewhere)).count(),
        decided=at_titles.exclude(outcome=Candidate.Outcome.PENDING).count(),
        reports=set_aside.filter(reports__isnull=False).count(),  # of a slice above
    )


@operation(Permission.RUN_SEARCHES)
def withdraw_run(*, by: Member, run: Run, reason: str) -> None:
    """Undo a run. Raises ``ValidationError`` while it brings records, or where it was undone before."""
    run = _locked(by, run)
    if run.withdrawn_at:
        raise ValidationError("This run was undone already.")
    if run_line(run=run).working:
        raise ValidationError("This run is still at work: stop it first, then undo it.")
    now = timezone.now()
    Run.objects.filter(pk=run.pk).update(withdrawn_at=now, withdrawn_by=by, withdrawn_reason=reason)
    restate(Record.objects.filter(run=run).values("citation"))
    trail.record(Event.RUN_WITHDRAWN, run, source=run.source_id, records=run.received)


@operation(Permission.RUN_SEARCHES)
def restore_run(*, by: Member, run: Run) -> None:
    """Bring back a run that was undone: its records count again, its citations are as they were left."""
    run = _locked(by, run)
    if not run.withdrawn_at:
        raise ValidationError("This run counts: there is nothing to restore.")
    Run.objects.filter(pk=run.pk).update(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
    restate(Record.objects.filter(run=run).values("citation"))
    trail.record(Event.RUN_RESTORED, run, source=run.source_id, records=run.received)
    look_for_duplicates(by=by, run=run, again=True)


def _locked(by: Member, run: Run) -> Run:
    """As it is now; no record of the review comes or moves meanwhile."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)
    return Run.objects.select_related("review").get(pk=run.pk)
