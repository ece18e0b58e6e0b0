"""The database keeps the words of citations, whatever changes them."""

from __future__ import annotations

import pytest
from django.db import connection

from screening.records.models import Citation
from screening.records.word_index import TRIGGERS
from screening.records.word_search import saying
from screening.reviews.models import Member
from tests.casting import arranging
from tests.searching import found, received


def finds(text: str) -> list[str]:
    return list(saying(Citation.objects.all(), text).order_by("pk").values_list("title", flat=True))


def test_a_change_of_what_is_shown_is_found_at_once(owen: Member) -> None:
    one, two = found(owen, received("1", "Exosomes"), received("2", "Mesh"))
    with arranging(owen.review):
        Citation.objects.filter(pk=one.pk).update(title="Vesicles", authors=[{"literal": "Groupe Ålesund"}])
        two.abstract_text = "Polypropylene"
        two.save()
    assert finds("exosomes") == []
    assert finds("vesicles") == finds("alesund") == ["Vesicles"]
    assert finds("polypropylene") == ["Mesh"]
    assert finds("text") == ["Vesicles"], "the abstract that did not change"


@pytest.mark.parametrize(
    "text", ["IL-6", "il 6", '"COVID-19/SARS"', "tumour/tissue", "tissue", "1,000", "cafes", "Zoë's"]
)
def test_words_are_parted_alike_in_both_databases(owen: Member, text: str) -> None:
    found(owen, received("1", "IL-6 in COVID-19/SARS: tumour/tissue, 1,000 cafés (Zoë's)"))
    assert len(finds(text)) == 1


def test_what_is_long_or_strange_is_kept_all_the_same(owen: Member) -> None:
    long = " ".join(f"word{n}" for n in range(60_000))
    with arranging(owen.review):
        citations = [
            Citation(review=owen.review, title="\ufdfa" * 3000, route="dbr", abstract_text=long),
            Citation(
                review=owen.review, title="x" * 9000, route="dbr", types="Type, " * 2000, languages="ü" * 200
            ),
        ]
        Citation.objects.bulk_create(citations)
    assert len(finds("word1")) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has a generated column")
@pytest.mark.django_db
def test_a_migration_that_made_the_table_anew_made_the_triggers_anew() -> None:
    """Fails after a migration of citations: end it with ``RunPython(word_index.keep, RunPython.noop)``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'screening_citation'"
        )
        assert {name for (name,) in cursor.fetchall()} >= TRIGGERS.keys()
