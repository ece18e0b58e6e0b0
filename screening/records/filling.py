"""A citation filled from what a record says, or a person who read it. Nothing is saved here."""

from __future__ import annotations

from functools import cache

from screening.records.description import Description, plain
from screening.records.models import Citation
from screening.reviews.models import Review

UNREADABLE = "unreadable record"
_IDENTIFIERS = ("doi", "pmid", "pmcid", "nct")
_SHORT = ("volume", "issue", "pages")


def described(*, review: Review, route: str, description: Description) -> Citation:
    """An unsaved open citation that says what the description says."""
    citation = Citation(review=review, route=route)
    fill(citation, description)
    return citation


def fill(citation: Citation, description: Description) -> None:
    """Say all that the description says. What is too long for its column is cut, an identifier left out."""
    citation.title = description.title or description.vernacular_title
    citation.vernacular_title = description.vernacular_title
    citation.authors = [{k: v for k, v in plain(author).items() if v} for author in description.authors]
    citation.year = description.year
    citation.journal = description.journal or description.journal_abbreviation
    citation.abstract = [plain(section) for section in description.abstract]
    citation.abstract_text = description.abstract_text
    citation.keywords = [*description.keywords, *description.subjects]
    citation.types = ", ".join(description.types)
    citation.url = description.url
    citation.retracted = description.retracted
    citation.languages = ", ".join(description.languages)[: _longest("languages")]
    for name in _SHORT:
        setattr(citation, name, getattr(description, name)[: _longest(name)])
    for name in _IDENTIFIERS:
        value = getattr(description, name)
        setattr(citation, name, value if len(value) <= _longest(name) else "")


def unreadable(*, review: Review, route: str, name: str) -> Citation:
    """An unsaved closed citation for a record that could not be read: identified, kept raw, not screened."""
    return Citation(
        review=review,
        route=route,
        title=f"Unreadable record {name}",
        closed_as=Citation.Closed.OTHER,
        closed_reason=UNREADABLE,
    )


@cache
def _longest(name: str) -> int:
    length: int = Citation._meta.get_field(name).max_length  # type: ignore[assignment, union-attr]
    return length
