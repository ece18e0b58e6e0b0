"""What people see when something is refused or breaks: what happened, what was kept, what to do; no rail."""

from html import unescape

import pytest
from django.test import Client

from screening.reviews.models import Member
from tests.casting import PASSWORD, signed_in


def words_of(answer: object, status: int) -> str:
    assert answer.status_code == status
    page = unescape(answer.content.decode())
    assert '<nav class="rail"' not in page
    assert 'href="/">Go to your reviews' in page
    return page


def test_an_address_that_leads_nowhere(db: None) -> None:
    page = words_of(Client().get("/nothing/<b>here</b>/"), 404)
    assert "Nothing was changed" in page
    assert "<b>here" not in page


def test_a_review_one_is_not_on_looks_like_nothing(owen: Member, mallory: Member) -> None:
    stranger = signed_in(mallory)
    assert stranger.get("/r/exosomes/team/").content == stranger.get("/r/no-such-review/team/").content


def test_a_page_that_ones_role_does_not_include(olive: Member) -> None:
    page = words_of(signed_in(olive).get("/r/exosomes/settings/"), 403)
    assert "Your role (Observer) does not include this page." in page
    assert "another role" in page


def test_a_form_without_its_mark(owen: Member) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = words_of(browser.post("/sign-in/", {"username": "owen@example.org", "password": PASSWORD}), 403)
    assert "Nothing was saved" in page


def test_an_address_that_only_takes_forms(owen: Member) -> None:
    answer = signed_in(owen).get("/r/exosomes/screen/who/full_text/again/")
    assert "There is no page to look at here" in words_of(answer, 405)
    assert answer["Allow"] == "POST"


def test_an_address_this_site_does_not_answer_to(db: None) -> None:
    page = words_of(Client(headers={"host": "evil.example"}).get("/sign-in/"), 400)
    assert "could not be understood" in page


def test_a_fault_of_ours_needs_no_database_to_be_told(owen: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**given: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("screening.reviews.queries.team", broken)
    browser = signed_in(owen)
    browser.raise_request_exception = False
    page = words_of(browser.get("/r/exosomes/team/"), 500)
    assert "nothing is half done" in page
    assert "secret detail" not in page
