"""What a citation of several records shows. Parts of operations that move records."""

from __future__ import annotations

from screening.audit import trail
from screening.audit.events import Event
from screening.duplicates.choosing import FIELDS, Offer, Origin, choose, combined
from screening.duplicates.models import FieldChoice, Preferences
from screening.records.filling import fill
from screening.records.models import Citation, Record
from screening.records.overlay import columns
from screening.records.queries import standing_corrections


def origins_of(citation: Citation) -> tuple[list[Offer], dict[str, Origin]]:
    """The citation's live records in order of preference, and which of them each field is from. Three queries."""
    return _origins(citation, [record for record in _live(citation) if record.fields])


def _live(citation: Citation) -> list[Record]:
    live = Record.objects.live().filter(citation=citation).select_related("run")
    return list(live.only("fields", "citation_id", "run__source_id").order_by("pk"))


def _origins(citation: Citation, records: list[Record]) -> tuple[list[Offer], dict[str, Origin]]:
    wanted = Preferences.objects.filter(review=citation.review_id).values_list("sources", flat=True).first()
    places = {source: place for place, source in enumerate(wanted or ())}
    records.sort(key=lambda record: places.get(record.run.source_id, len(places)))
    offers = [(record.pk, record.description) for record in records]
    by_hand = FieldChoice.objects.filter(citation=citation).exclude(record=None)
    return offers, choose(offers, dict(by_hand.values_list("field", "record_id")))


def _kept(citation: Citation) -> list[str]:
    """The columns that do not say what records say."""
    fields = standing_corrections(citation=citation).values_list("field", flat=True)
    kept = [column for field in fields for column in columns(field)]
    # by the relation's name: flags belong to a slice beside this one
    return [*kept, "retracted"] if citation.flags.filter(gone_at=None).exists() else kept


def show_chosen(citation: Citation) -> None:
    """Fill the citation from its records, inside an operation. What people corrected stays, and so does what somebody
    wrote down for a record that could not be read, and a retraction that PubMed told of later.
    """
    records = _live(citation)
    if not records or not all(record.fields for record in records):
        return
    offers, origins = _origins(citation, records)
    names = [field.attname for field in Citation._meta.concrete_fields if not field.generated]
    before = {name: getattr(citation, name) for name in names}
    fill(citation, combined(offers, origins))
    for name in _kept(citation):
        setattr(citation, name, before[name])
    changed = [name for name in names if getattr(citation, name) != before[name]]
    if changed:
        citation.save(update_fields=changed)
        told = [field for field in FIELDS if {field, *FIELDS[field][1]} & set(changed)]
        trail.record(Event.CITATION_FIELDS_CHOSEN, citation, fields=told)
