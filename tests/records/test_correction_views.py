"""Correcting a citation on its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from screening.records.description import Author, Section
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.searching import found, received

AUTHORS = (Author("van der Berg", "A. B."), Author(literal="The Disc, Spine and Pain Group"))


@pytest.fixture
def citation(owen: Member) -> Citation:
    abstract = (Section("To see.", "AIMS"), Section("p < 0.05", "RESULTS"))
    return found(owen, received("1", "Exosomes", authors=AUTHORS, abstract=abstract, journal="Spine"))[0]


def url(name: str, citation: Citation) -> str:
    return reverse(f"records:{name}", args=["exosomes", citation.pk])


def typed(member: Member, citation: Citation, **changes: Any) -> dict[str, Any]:
    """The form as the page shows it, as a browser sends it, with some fields changed."""
    form = signed_in(member).get(url("correct", citation)).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: str("" if value is None else value) for name, value in shown.items()} | changes
    return {name: value.replace("\n", "\r\n") for name, value in sent.items()}


def post(member: Member, citation: Citation, data: dict[str, Any]) -> HttpResponse:
    return signed_in(member).post(url("correct", citation), data)


def test_only_what_was_changed_is_corrected(owen: Member, citation: Citation) -> None:
    answer = post(owen, citation, typed(owen, citation, year="1999", doi="https://doi.org/10.1000/X"))
    assert answer.status_code == 302
    assert list(citation.corrections.order_by("pk").values_list("field", "value")) == [
        ("year", 1999),
        ("doi", "10.1000/x"),
    ]


def test_saving_without_a_change_says_so(owen: Member, citation: Citation) -> None:
    answer = post(owen, citation, typed(owen, citation))
    assert "Nothing was changed." in answer.content.decode()
    assert not citation.corrections.exists()


def test_labels_of_an_abstract_are_read(owen: Member, citation: Citation) -> None:
    post(owen, citation, typed(owen, citation, abstract="AIMS: To look.\n\nRESULTS: p < 0.01"))
    citation.refresh_from_db()
    assert citation.abstract == [
        {"text": "To look.", "label": "AIMS"},
        {"text": "p < 0.01", "label": "RESULTS"},
    ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", " ", "required"),
        ("year", "20", "greater than or equal to 1000"),
        ("doi", "nonsense", "This is no DOI"),
        ("pmid", "12 34", "This is no PMID"),
    ],
)
def test_bad_input_changes_nothing(
    owen: Member, citation: Citation, field: str, value: str, sentence: str
) -> None:
    answer = post(owen, citation, typed(owen, citation, **{field: value}))
    assert sentence in answer.content.decode()
    assert not citation.corrections.exists()


def test_what_somebody_else_corrected_meanwhile_is_not_overwritten(
    owen: Member, ines: Member, citation: Citation
) -> None:
    opened_before = typed(owen, citation, title="Mine")
    post(ines, citation, typed(ines, citation, year="1999"))
    answer = post(owen, citation, opened_before)
    assert "Somebody corrected this citation meanwhile" in answer.content.decode()
    citation.refresh_from_db()
    assert (citation.title, citation.year) == ("Exosomes", 1999)


def test_the_citations_page_tells_what_was_corrected_and_brings_it_back(
    owen: Member, ada: Member, citation: Citation
) -> None:
    post(owen, citation, typed(owen, citation, journal="The Spine Journal"))
    page = reverse("reports:citation", args=["exosomes", citation.pk])
    shown = signed_in(owen).get(page).content.decode()
    for words in (
        "The Spine Journal",
        "Received: <q>Spine</q>",
        "changed what the citation says: journal (by hand)",
    ):
        assert words in shown
    assert "Bring back" not in signed_in(ada).get(page).content.decode()
    browser = signed_in(owen)
    browser.post(url("undo_correction", citation), {"field": "journal"})
    shown = browser.get(page).content.decode()
    assert "brought back what was received: journal" in shown
    assert "Bring back" not in shown
    assert (
        "received already"
        in browser.post(url("undo_correction", citation), {"field": "journal"}, follow=True).content.decode()
    )
