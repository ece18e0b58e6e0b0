"""A citation filled from what a record says. Nothing is saved here."""

from __future__ import annotations

from screening.records.description import Description, plain
from screening.records.models import Citation
from screening.reviews.models import Review

UNREADABLE = "unreadable record"
_IDENTIFIERS = ("doi", "pmid", "pmcid", "nct")
_SHORT = ("volume", "issue", "pages", "languages")


def described(*, review: Review, route: str, description: Description) -> Citation:
    """An unsaved open citation. What is too long for its column is cut, an identifier left out; the record has all."""
    citation = Citation(
        review=review,
        route=route,
        title=description.title or description.vernacular_title,
        vernacular_title=description.vernacular_title,
        authors=[{k: v for k, v in plain(author).items() if v} for author in description.authors],
        year=description.year,
        journal=description.journal or description.journal_abbreviation,
        volume=description.volume,
        issue=description.issue,
        pages=description.pages,
        abstract=[plain(section) for section in description.abstract],
        abstract_text=description.abstract_text,
        keywords=[*description.keywords, *description.subjects],
        languages=", ".join(description.languages),
        types=", ".join(description.types),
        url=description.url,
        retracted=description.retracted,
    )
    for name in _SHORT:
        setattr(citation, name, getattr(citation, name)[: _longest(name)])
    for name in _IDENTIFIERS:
        value = getattr(description, name)
        setattr(citation, name, value if len(value) <= _longest(name) else "")
    return citation


def unreadable(*, review: Review, route: str, name: str) -> Citation:
    """An unsaved closed citation for a record that could not be read: identified, kept raw, not screened."""
    return Citation(
        review=review,
        route=route,
        title=f"Unreadable record {name}",
        closed_as=Citation.Closed.OTHER,
        closed_reason=UNREADABLE,
    )


def _longest(name: str) -> int:
    length: int = Citation._meta.get_field(name).max_length  # type: ignore[assignment, union-attr]
    return length
