"""Changes to what a citation shows. Votes, outcomes and counts do not depend on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.jobs.models import Job
from screening.records.correction_models import Correction
from screening.records.models import Citation
from screening.records.overlay import FIELDS, LABELS, show
from screening.records.queries import standing_corrections
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@operation(Permission.RUN_SEARCHES)
def correct(
    *,
    by: Member,
    citation: Citation,
    values: Mapping[str, Any],
    source: str = "",
    accession: str = "",
    job: Job | None = None,
) -> list[str]:
    """Show other values, by field of ``overlay.FIELDS``; gives the fields that changed.

    ``source`` and ``accession`` say where the values are from; empty: a person wrote them. ``job``: one of many.
    Raises ``ValidationError`` where nothing would change, or nobody would see it.
    """
    citation = _correctable(citation)
    standing = {row.field: row for row in standing_corrections(citation=citation)}
    rows = []
    for field in FIELDS:
        now = getattr(citation, field)
        if field in values and values[field] != now:
            received = standing[field].received if field in standing else now
            rows.append(_row(by, citation, field, values[field], received))
    if not rows:
        raise ValidationError("This is what the citation says already. Nothing was changed.")
    for row in rows:
        row.source, row.accession, row.job = source, accession, job
    fields = _apply(citation, rows)
    told = f"{source} {accession}".strip() or "by hand"
    trail.record(
        Event.CITATION_FIELDS_CHANGED, citation, fields=[LABELS[name] for name in fields], source=told
    )
    return fields


@operation(Permission.RUN_SEARCHES)
def undo_correction(*, by: Member, citation: Citation, field: str) -> None:
    """Show again what was received. Raises ``ValidationError`` where the field is not corrected."""
    citation = _correctable(citation)
    row = standing_corrections(citation=citation).filter(field=field).first()
    if row is None:
        raise ValidationError("This field says what was received already. Nothing was changed.")
    _apply(citation, [_row(by, citation, field, row.received, row.received)])
    trail.record(Event.CITATION_FIELDS_RESTORED, citation, fields=[LABELS[field]])


def _correctable(citation: Citation) -> Citation:
    """As it is now; it is not merged and nobody else corrects it meanwhile."""
    citation = Citation.objects.select_for_update(no_key=True, of=("self",)).get(pk=citation.pk)
    if citation.merged_into_id:
        raise ValidationError(
            f"This citation was merged: correct citation {citation.merged_into_id}, which has its records now."
        )
    if citation.withdrawn:
        raise ValidationError("The runs that found this citation were undone: restore one first.")
    if citation.closed_as and not citation.records.exclude(fields={}).exists():
        raise ValidationError("Its record could not be read: repair that, under Search, Unreadable records.")
    return citation


def _row(by: Member, citation: Citation, field: str, value: Any, received: Any) -> Correction:
    return Correction(
        review_id=citation.review_id,
        citation=citation,
        field=field,
        value=value,
        received=received,
        restores=value == received,
        by=by,
    )


def _apply(citation: Citation, rows: Sequence[Correction]) -> list[str]:
    columns: list[str] = []
    for row in rows:
        columns += show(citation, row.field, row.value)
    citation.save(update_fields=columns)
    Correction.objects.bulk_create(rows)
    return [row.field for row in rows]
