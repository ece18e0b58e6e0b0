"""Making an export is on record: who took what out, when."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS
from screening.exports.scope import Scope
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@operation(Permission.VIEW)
def export(*, by: Member, key: str, scope: Scope = Scope.ALL, shown: str = "") -> Iterator[bytes]:
    """The file in pieces. ``scope`` and ``shown``, a list's query string, narrow exports of citations.

    Raises ``KeyError`` for an unknown format, ``PermissionDenied`` without the right, ``ValidationError`` for a
    scope on what holds no citations.
    """
    exporter = EXPORTERS[key]
    if not by.may(exporter.permission):
        raise PermissionDenied(f"Your role ({by.role_label}) does not include this export.")
    if issubclass(exporter, CitationExporter):
        told = {"shown": shown} if shown else {}
        trail.record(Event.EXPORT_MADE, by.review, format=key, scope=scope.value, **told)
        return _encoded(exporter(scope, shown).write(by))
    if scope != Scope.ALL or shown:
        raise ValidationError(f"{exporter.label} is always whole: only exports of citations can be narrowed.")
    trail.record(Event.EXPORT_MADE, by.review, format=key)
    return _encoded(exporter().write(by))


def _encoded(pieces: Iterator[str] | Iterator[bytes]) -> Iterator[bytes]:
    return (piece.encode() if isinstance(piece, str) else piece for piece in pieces)
