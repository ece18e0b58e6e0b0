"""What a person does about a record that could not be read. The record itself stays as received."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.entering import enter_screening
from screening.records.description import Description
from screening.records.filling import fill
from screening.records.models import Citation, Record
from screening.records.operations import undo_correction
from screening.records.queries import standing_corrections
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

WRITTEN = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "abstract")


class Dismissal(models.TextChoices):
    """Why an unreadable record is not screened: PRISMA names it among the records removed for other reasons."""

    NO_RECORD = "not a record", "It is no bibliographic record (a heading, a log line, an advertisement)"
    NOTHING_LEFT = "nothing readable left", "Too little is left of it to find out what it was"
    IN_ANOTHER = "read from another record", "Another record of this review says the same, and was read"


@operation(Permission.RUN_SEARCHES)
def repair(*, by: Member, record: Record, description: Description) -> Citation:
    """Write down what an unreadable record says: its citation shows that, and is screened.

    Doing it again corrects what was written. Raises ``ValidationError`` where a record was read.
    """
    citation = _unread(by, record)
    for correction in standing_corrections(citation=citation):  # the form showed it: it is written down again
        undo_correction(by=by, citation=citation, field=correction.field)
    citation.refresh_from_db()
    before = {name: getattr(citation, name) for name in WRITTEN}
    reopened, reason = bool(citation.closed_as), citation.closed_reason
    fill(citation, description)
    citation.closed_as = citation.closed_reason = ""
    citation.save()
    written = [name for name in WRITTEN if getattr(citation, name) != before[name]]
    trail.record(Event.CITATION_CORRECTED, citation, record=record.pk, fields=written)
    if reopened:
        trail.record(Event.CITATION_REOPENED, citation, record=record.pk, was=reason)
    enter_screening(citations=[citation])
    return citation


@operation(Permission.RUN_SEARCHES)
def dismiss(*, by: Member, record: Record, reason: Dismissal) -> None:
    """Say why an unreadable record stays out of screening. It can still be repaired."""
    citation = _unread(by, record)
    if not citation.closed_as:
        raise ValidationError(
            "This record was repaired and is screened: exclude it there. Nothing was changed."
        )
    citation.closed_reason = reason.value
    citation.save(update_fields=["closed_reason"])
    trail.record(Event.CITATION_CLOSED, citation, **{"as": citation.closed_as}, reason=citation.closed_reason)


def _unread(by: Member, record: Record) -> Citation:
    """The citation of a record, if nothing is known of it but what people wrote; no other record joins meanwhile."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)
    citation = Citation.objects.get(records=record)
    if citation.withdrawn:
        raise ValidationError("The run that brought this record was undone: restore it first.")
    if citation.records.exclude(fields={}).exists():
        raise ValidationError("What this citation says was read from a record: there is nothing to repair.")
    return citation
