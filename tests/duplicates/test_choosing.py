from __future__ import annotations

from screening.duplicates.choosing import FIELDS, choose, combined
from screening.records.description import Author, Description, Section
from screening.records.filling import described
from screening.reviews.models import Review

SHORT = Description(
    title="EXOSOMES IN DISCS", authors=(Author("Ono"),), volume="12", doi="10.1016/a.1", retracted=False
)
LONG = Description(
    title="Exosomes in discs",
    authors=(Author("Ono"), Author("Müller")),
    volume="13",
    pages="1-9",
    abstract=(Section("A long abstract"),),
    retracted=True,
)


def test_each_field_from_the_record_that_says_most() -> None:
    origins = choose([(1, SHORT), (2, LONG)], {})
    assert {field: origin.key for field, origin in origins.items()} == {
        "title": 2, "authors": 2, "place": 2, "doi": 1, "abstract": 2, "retracted": 2,
    }  # fmt: skip
    shown = combined([(1, SHORT), (2, LONG)], origins)
    assert (shown.title, shown.doi, shown.volume, shown.pages) == (
        "Exosomes in discs",
        "10.1016/a.1",
        "13",
        "1-9",
    )
    assert shown.retracted


def test_of_equals_the_first_and_a_person_before_any_rule() -> None:
    offers = [(7, LONG), (3, LONG)]
    assert choose(offers, {})["title"].key == 7
    chosen = choose([(1, SHORT), (2, LONG)], {"title": 1, "abstract": 1})
    assert (chosen["title"].key, chosen["title"].by_hand) == (1, True)
    assert (chosen["abstract"].key, chosen["abstract"].by_hand) == (2, False), (
        "the first has no abstract to show"
    )


def test_a_place_is_never_made_of_two() -> None:
    shown = combined([(1, SHORT), (2, LONG)], choose([(1, SHORT), (2, LONG)], {"place": 1}))
    assert (shown.volume, shown.pages) == ("12", "")


def test_whatever_a_citation_shows_of_a_record_is_chosen_by_some_rule() -> None:
    parts = {part for _, names in FIELDS.values() for part in names}
    texts = [
        "title",
        "journal",
        "volume",
        "issue",
        "pages",
        "doi",
        "pmid",
        "pmcid",
        "nct",
        "vernacular_title",
        "url",
    ]
    whole = Description(
        **dict.fromkeys(texts, "x"),
        authors=(Author("Ono"),),
        year=2020,
        abstract=(Section("Text"),),
        keywords=("k",),
        subjects=("s",),
        languages=("eng",),
        types=("trial",),
        retracted=True,
    )
    one = described(review=Review(), route="dbr", description=whole)
    other = described(
        review=Review(), route="dbr", description=combined([(1, whole)], choose([(1, whole)], {}))
    )
    columns = [
        field.attname
        for field in one._meta.concrete_fields
        if field.attname != "created_at" and not field.generated
    ]
    assert [getattr(one, name) for name in columns] == [getattr(other, name) for name in columns]
    assert "journal_abbreviation" in parts
