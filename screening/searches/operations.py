"""Changes to sources and strategies."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from screening.audit import trail
from screening.audit.events import Event
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission
from screening.searches.connector import CONNECTORS
from screening.searches.models import Search, Source


class SourceFields(TypedDict, total=False):
    name: str
    kind: str
    platform: str
    connector: str
    chaser: str
    planned_terms: str
    notes: str


@operation(Permission.RUN_SEARCHES)
def add_source(*, by: Member, **fields: Unpack[SourceFields]) -> Source:
    """Add an information source; without a kind, of its connector's. Raises ``ValidationError`` for an unknown one."""
    _check_connector(fields)
    if not fields.get("kind"):
        connector = fields.get("connector")
        fields["kind"] = CONNECTORS[connector].kind if connector else Source.Kind.DATABASE
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)  # two must not get one key
    source = Source.objects.create(review=by.review, key=_free_key(by.review, fields), **fields)
    trail.record(Event.SOURCE_ADDED, source, key=source.key, kind=source.kind, connector=source.connector)
    return source


@operation(Permission.RUN_SEARCHES)
def change_source(*, by: Member, source: Source, **fields: Unpack[SourceFields]) -> None:
    """Change a source's description. Raises ``ValidationError`` where that would move records in the PRISMA diagram."""
    _check_connector(fields)
    if source.chaser and fields.get("connector", source.connector) != source.connector:
        raise ValidationError(
            {"connector": "This source follows citations, and its database is part of that."}
        )
    route = source.route
    changed = [name for name, value in fields.items() if getattr(source, name) != value]
    for name in changed:
        setattr(source, name, fields[name])  # type: ignore[literal-required]
    if source.route != route and source.runs.filter(received__gt=0).exists():
        raise ValidationError(
            {
                "kind": "Records of this source are counted in one column of the PRISMA diagram already; this kind"
                " belongs to the other. Add a second source instead."
            }
        )
    source.save(update_fields=changed)
    trail.record(Event.SOURCE_CHANGED, source, changed=changed)


@operation(Permission.RUN_SEARCHES)
def save_search(*, by: Member, source: Source, strategy: str, limits: str = "", notes: str = "") -> Search:
    """Keep a strategy as typed. The text that was kept last is not kept twice: it is the same search, even if a file
    without a strategy was imported since.

    Raises ``ValidationError`` for a source that follows citations: what it is asked are seeds.
    """
    if source.chaser:
        raise ValidationError(f"{source} follows citations: choose the seeds under “Chase citations”.")
    kept = Search.objects.filter(source=source)
    last = (kept.exclude(strategy="") if strategy else kept.filter(strategy="")).order_by("-pk").first()
    if last and (last.strategy, last.limits, last.notes) == (strategy, limits, notes):
        trail.record(Event.SEARCH_SAVED, last, source=source.pk, again=True)
        return last
    search = Search.objects.create(
        review=by.review, source=source, strategy=strategy, limits=limits, notes=notes, created_by=by
    )
    trail.record(Event.SEARCH_SAVED, search, source=source.pk)
    return search


def _check_connector(fields: SourceFields) -> None:
    connector = fields.get("connector")
    if connector and connector not in CONNECTORS:
        raise ValidationError({"connector": f"There is no connector “{connector}”."})


def _free_key(review: Review, fields: SourceFields) -> str:
    """The key of its plug-in or the name in small letters, with a number where it is taken."""
    base = (fields.get("chaser") or fields.get("connector") or slugify(fields.get("name", "")) or "source")[
        :36
    ]
    taken = set(Source.objects.filter(review=review, key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)
