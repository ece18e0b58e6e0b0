"""Peer reviews of strategies (PRESS 2015)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from screening.audit.models import AppendOnlyError, AuditEvent
from screening.reviews.models import Member
from screening.searches.models import Search, Source
from screening.searches.operations import save_search
from screening.searches.peer_review import note_peer_review, peer_reviews
from screening.searches.strategies.press import ELEMENTS, VERDICTS, overall
from screening.searches.strategy_models import PeerReview
from tests.casting import signed_in
from tests.searching import make_source

HERE = "/r/exosomes/search/"
TODAY = {"reviewed_on": timezone.localdate()}


@pytest.fixture
def source(owen: Member) -> Source:
    return make_source(owen)


@pytest.fixture
def search(owen: Member, source: Source) -> Search:
    return save_search(by=owen, source=source, strategy="#1 exosomes")


def note(by: Member, search: Search, **fields: Any) -> PeerReview:
    given = {"elements": {"operators": "none"}, "reviewer_name": "A. Librarian", **TODAY} | fields
    return note_peer_review(by=by, search=search, **given)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_verdict_is_that_of_the_weakest_element() -> None:
    assert overall(["none", "required", "suggested"]) == "required"
    assert overall(["none"]) == "none"
    assert tuple(PeerReview.Verdict.values) == VERDICTS
    assert len(ELEMENTS) == 6


def test_a_member_or_somebody_outside(owen: Member, ines: Member, search: Search) -> None:
    assert note(owen, search).reviewed_by == "A. Librarian"
    inside = note(owen, search, reviewer=ines, reviewer_name="")
    assert (inside.reviewed_by, inside.is_own) == ("Ines", False)
    assert note(owen, search, reviewer=owen, reviewer_name="").is_own
    event = AuditEvent.objects.filter(kind="search.reviewed")[1]
    assert event.data == {
        "search": search.pk,
        "verdict": "none",
        "elements": ["operators"],
        "reviewer": ines.pk,
    }
    assert "Librarian" not in str(list(AuditEvent.objects.values_list("data", flat=True))), (
        "people by id only"
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reviewer_name": " "}, "Say who reviewed it"),
        ({"elements": {}}, "at least one element"),
        ({"elements": {"gopher": "none"}}, "at least one element"),
        ({"elements": {"limits": "perhaps"}}, "at least one element"),
        ({"elements": {"limits": "required"}}, "which revision"),
        ({"reviewed_on": timezone.localdate() + timedelta(days=2)}, "still to come"),
    ],
)
def test_what_is_refused(owen: Member, search: Search, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        note(owen, search, **fields)
    assert not PeerReview.objects.exists()


def test_a_member_and_a_name_are_one_too_many(owen: Member, search: Search) -> None:
    with pytest.raises(ValidationError, match="Say who"):
        note(owen, search, reviewer=owen)


def test_only_who_may_search_notes_one(ada: Member, mallory: Member, search: Search) -> None:
    for member in (ada, mallory):
        with pytest.raises(PermissionDenied):
            note(member, search)


def test_a_peer_review_is_never_changed(owen: Member, search: Search) -> None:
    noted = note(owen, search)
    noted.note = "Fine after all"
    with pytest.raises(AppendOnlyError):
        noted.save()
    with pytest.raises(AppendOnlyError):
        PeerReview.objects.all().delete()


def test_a_strategy_that_was_changed_since_says_so(owen: Member, source: Source, search: Search) -> None:
    note(owen, search)
    page = f"{HERE}source/{source.pk}/strategy/"
    save_search(by=owen, source=source, strategy="#1 exosomes", notes="Only a note")
    assert [told.outdated for told in peer_reviews(source=source)] == [False]
    assert "Changed since it was reviewed" not in text(signed_in(owen).get(page))
    changed = save_search(by=owen, source=source, strategy="#1 exosomes", limits="2020[dp]")
    assert [told.outdated for told in peer_reviews(source=source)] == [True]
    assert "Changed since it was reviewed" in text(signed_in(owen).get(page))
    note(owen, changed)
    assert [told.outdated for told in peer_reviews(source=source)] == [False, True]
    assert "Changed since it was reviewed" not in text(signed_in(owen).get(page))


def test_it_is_noted_on_its_page_and_shown(owen: Member, olive: Member, ines: Member, search: Search) -> None:
    page = f"{HERE}strategy/{search.pk}/peer-review/"
    browser = signed_in(owen)
    assert all(label in text(browser.get(page)) for label, _ in ELEMENTS.values())
    data = {"reviewer": ines.pk, "reviewed_on": "2024-03-01", "text_words": "suggested", "limits": "none"}
    assert "which revision is meant" in text(browser.post(page, data))
    response = browser.post(page, data | {"note": "Add <b>vesicles</b>."})
    assert response.url == f"{HERE}source/{search.source_id}/history/"
    noted = PeerReview.objects.get()
    assert (noted.verdict, noted.elements) == ("suggested", {"text_words": "suggested", "limits": "none"})
    shown = text(signed_in(olive).get(response.url))
    for part in (
        "Revision suggested",
        "Ines, 1 March 2024",
        "Text words: revision suggested",
        "&lt;b&gt;vesicles",
    ):
        assert part in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reviewer", "999999"),
        ("reviewed_on", "2024-99-99"),
        ("limits", "perhaps"),
        ("reviewer_name", "x" * 201),
    ],
)
def test_bad_input_stands_beside_its_field(owen: Member, search: Search, field: str, value: str) -> None:
    data = {"reviewer_name": "A", "reviewed_on": "2024-03-01", "syntax": "none", field: value}
    response = signed_in(owen).post(f"{HERE}strategy/{search.pk}/peer-review/", data)
    assert field in response.context["form"].errors
    assert not PeerReview.objects.exists()


def test_a_member_of_another_review_is_no_choice(owen: Member, mallory: Member, search: Search) -> None:
    data = {"reviewer": mallory.pk, "reviewed_on": "2024-03-01", "syntax": "none"}
    signed_in(owen).post(f"{HERE}strategy/{search.pk}/peer-review/", data)
    with pytest.raises(PermissionDenied):
        note(owen, search, reviewer=mallory, reviewer_name="")
    assert not PeerReview.objects.exists()
