"""Trials and their publications in one review: tied together on the citation's page, never merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from screening.records.models import Citation, Record, TrialLink
from screening.records.register_entry import DERIVED, ENTRY, RESULT, TRIAL, RegisterEntry, entry_of
from screening.records.standing import standing

_OF_PUBLICATION = {
    RESULT: "named by the register as its results",
    DERIVED: "tied to it by the register",
    TRIAL: "names the trial's number",
}
_OF_ENTRY = {
    RESULT: "which names this publication as its results",
    DERIVED: "which ties this publication to it",
    ENTRY: "whose number this publication names",
}
_PUBLICATION = (RESULT, DERIVED)


@dataclass(frozen=True, slots=True)
class Tied:
    """Another citation of the same trial, and how it is known."""

    citation: Citation
    how: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What ties a citation to a trial. ``facts`` only of a register entry."""

    numbers: list[str]
    facts: RegisterEntry | None
    publications: list[Tied]
    entries: list[Tied]


def trial_of(*, citation: Citation) -> Trial:
    """Five queries at most."""
    own = list(_links().filter(record__citation=citation).values_list("kind", "number"))
    entry = {number for kind, number in own if kind == ENTRY}
    reported = {number for kind, number in own if kind == TRIAL}
    named = {number: kind for kind, number in own if kind in _PUBLICATION}
    publications = (
        _tied(citation, entry, (TRIAL,), _OF_PUBLICATION) | _with_pmid(citation, named) if entry else {}
    )
    entries = _tied(citation, reported, (ENTRY,), _OF_ENTRY) if reported else {}
    if citation.pmid:
        entries |= _tied(citation, {citation.pmid}, _PUBLICATION, _OF_ENTRY)
    facts = entries_of(citations=[citation]).get(citation.pk) if entry else None
    return Trial(sorted(entry | reported), facts, _listed(publications), _listed(entries))


def entries_of(*, citations: Iterable[Citation]) -> dict[int, RegisterEntry]:
    """The facts of those citations that a register entry describes, by citation. One query, or none."""
    asked = [one.pk for one in citations if one.nct and not (one.pmid or one.doi or one.volume)]
    if not asked:
        return {}
    records = (
        Record.objects.live()
        .filter(citation__in=asked, trial_links__kind=ENTRY)
        .order_by("-pk")
        .values_list("citation_id", "fields__extra")
    )
    return {pk: entry_of(extra or {}) for pk, extra in records}  # the first record's stays


def _links() -> QuerySet[TrialLink]:
    return TrialLink.objects.filter(record__run__withdrawn_at=None)


def _tied(
    citation: Citation, numbers: Iterable[str], kinds: tuple[str, ...], how: Mapping[str, str]
) -> dict[Citation, str]:
    """Citations of which a record has such a link."""
    links = (
        _links()
        .filter(standing("record__citation__"), review=citation.review_id, number__in=numbers, kind__in=kinds)
        .exclude(record__citation=citation)
        .order_by("record__citation_id", "-kind")
        .values_list("record__citation_id", "kind")
    )
    kinds_of = dict(links)
    found = Citation.objects.in_bulk(kinds_of)
    return {found[pk]: how[kind] for pk, kind in kinds_of.items()}


def _with_pmid(citation: Citation, named: dict[str, str]) -> dict[Citation, str]:
    found = Citation.objects.filter(standing(), review=citation.review_id, pmid__in=named)
    return {one: _OF_PUBLICATION[named[one.pmid]] for one in found if one.pk != citation.pk}


def _listed(tied: dict[Citation, str]) -> list[Tied]:
    return [Tied(one, how) for one, how in sorted(tied.items(), key=lambda pair: pair[0].pk)]
