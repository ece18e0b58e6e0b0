"""What citations of several records show. Parts of operations that move records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from screening.audit import trail
from screening.audit.events import Event
from screening.duplicates.choosing import FIELDS, Offer, Origin, choose, combined
from screening.duplicates.models import FieldChoice, Preferences
from screening.records.description import Description
from screening.records.filling import fill
from screening.records.models import Citation, Record
from screening.records.overlay import columns
from screening.records.queries import standing_corrections


def origins_of(citation: Citation) -> tuple[list[Offer], dict[str, Origin]]:
    """The citation's live records in order of preference, and which of them each field is from. Three queries."""
    told = _Told.of([citation])
    return told.origins(citation, [record for record in told.live[citation.pk] if record.fields])


def show_chosen(citations: Sequence[Citation]) -> None:
    """Fill citations from their records, inside an operation. What people corrected stays, and so does what somebody
    wrote down for a record that could not be read, and a retraction that PubMed told of later.

    Five queries, and one for each that changes.
    """
    told, kept = _Told.of(citations), _kept(citations)
    for citation in citations:
        records = told.live[citation.pk]
        if records and all(record.fields for record in records):
            _show(citation, combined(*told.origins(citation, records)), kept[citation.pk])


def _show(citation: Citation, description: Description, kept: Iterable[str]) -> None:
    names = [field.attname for field in Citation._meta.concrete_fields if not field.generated]
    before = {name: getattr(citation, name) for name in names}
    fill(citation, description)
    for name in kept:
        setattr(citation, name, before[name])
    changed = [name for name in names if getattr(citation, name) != before[name]]
    if changed:
        citation.save(update_fields=changed)
        told = [field for field in FIELDS if {field, *FIELDS[field][1]} & set(changed)]
        trail.record(Event.CITATION_FIELDS_CHOSEN, citation, fields=told)


@dataclass(frozen=True, slots=True)
class _Told:
    """What records say of some citations, the ``places`` of sources in their review's order, and what people chose."""

    live: Mapping[int, list[Record]]
    places: dict[int, int]
    by_hand: Mapping[int, dict[str, int]]

    @classmethod
    def of(cls, citations: Sequence[Citation]) -> _Told:
        """Citations of one review. Three queries."""
        ids, review = [citation.pk for citation in citations], {citation.review_id for citation in citations}
        live: defaultdict[int, list[Record]] = defaultdict(list)
        rows = Record.objects.live().filter(citation__in=ids).select_related("run")
        for record in rows.only("fields", "citation_id", "run__source_id").order_by("pk"):
            live[record.citation_id].append(record)
        wanted = Preferences.objects.filter(review__in=review).values_list("sources", flat=True).first()
        by_hand: defaultdict[int, dict[str, int]] = defaultdict(dict)
        chosen = FieldChoice.objects.filter(citation__in=ids).exclude(record=None)
        for citation, field, record_id in chosen.values_list("citation_id", "field", "record_id"):
            by_hand[citation][field] = record_id
        return cls(live, {source: place for place, source in enumerate(wanted or ())}, by_hand)

    def origins(self, citation: Citation, records: list[Record]) -> tuple[list[Offer], dict[str, Origin]]:
        last = len(self.places)
        ordered = sorted(records, key=lambda record: self.places.get(record.run.source_id, last))
        offers = [(record.pk, record.description) for record in ordered]
        return offers, choose(offers, self.by_hand[citation.pk])


def _kept(citations: Sequence[Citation]) -> Mapping[int, list[str]]:
    """The columns of each that do not say what records say. Two queries."""
    ids = [citation.pk for citation in citations]
    kept: defaultdict[int, list[str]] = defaultdict(list)
    for pk, field in standing_corrections(citation__in=ids).values_list("citation_id", "field"):
        kept[pk] += columns(field)
    # by the relation's name: flags belong to a slice beside this one
    for pk in Citation.objects.filter(pk__in=ids, flags__gone_at=None, flags__isnull=False).values_list(
        "pk", flat=True
    ):
        kept[pk].append("retracted")
    return kept
