"""How a review wants its duplicates found, and what its citations show: what people choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.duplicates.choosing import FIELDS
from screening.duplicates.models import FieldChoice, Preferences
from screening.duplicates.operations import lock
from screening.duplicates.rules import RULES, Tier
from screening.duplicates.showing import show_chosen
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.records.models import Citation, Record
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

MERGING = [rule for rule in RULES if rule.tier in (Tier.MERGE, Tier.JOIN)]


@operation(Permission.RUN_SEARCHES)
def look_again(*, by: Member, everything: bool = True) -> Job:
    """Hold all records of the review against each other, in the background; or those that were not compared yet."""
    which = "all" if everything else "new"
    return enqueue(
        by=by,
        kind="duplicates.find",
        title=f"Look for duplicates among {which} records",
        key=f"duplicates:{which}",
        payload={"everything": everything},
    )


@operation(Permission.RUN_SEARCHES)
def set_preferences(*, by: Member, automatic: bool, asked: Sequence[str], sources: Sequence[int]) -> None:
    """From the next look on; what was merged stays merged."""
    lock(by)
    wanted = Preferences.objects.filter(review=by.review).first() or Preferences(review=by.review)
    values = {"automatic": automatic, "asked": list(asked), "sources": list(sources)}
    changed = [name for name, value in values.items() if getattr(wanted, name) != value]
    for name in changed:
        setattr(wanted, name, values[name])
    wanted.save()
    trail.record(Event.PREFERENCES_CHANGED, by.review, changed=changed, **values)


@operation(Permission.RUN_SEARCHES)
def choose_fields(*, by: Member, citation: Citation, records: Mapping[str, Record | None]) -> None:
    """Show fields from records that a person chose; ``None`` leaves a field to its rule again."""
    lock(by)
    citation.refresh_from_db()
    if citation.merged_into_id:
        raise ValidationError("This citation was merged: choose on the one that has its records now.")
    for field, record in records.items():
        if field not in FIELDS or (record and record.citation_id != citation.pk):
            raise ValidationError("Choose a field, and a record of this citation.")
        FieldChoice.objects.update_or_create(
            citation=citation,
            field=field,
            defaults={"review_id": by.review_id, "record": record, "by": by},
        )
    chosen = {field: record.pk if record else None for field, record in records.items()}
    trail.record(Event.CITATION_FIELDS_CHOSEN, citation, fields=sorted(records), chosen=chosen)
    show_chosen([citation])
