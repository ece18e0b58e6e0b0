"""Making an export is on record: who took what out, when."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied

from screening.audit import trail
from screening.audit.events import Event
from screening.exports.exporter import EXPORTERS
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@operation(Permission.VIEW)
def export(*, by: Member, key: str) -> Iterator[str]:
    """The file's text in pieces. Raises ``KeyError`` for an unknown format, ``PermissionDenied`` without the right."""
    exporter = EXPORTERS[key]()
    if not by.may(exporter.permission):
        raise PermissionDenied(f"Your role ({by.role_label}) does not include this export.")
    trail.record(Event.EXPORT_MADE, by.review, format=key)
    return exporter.write(by)
