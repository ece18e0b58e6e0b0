from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from screening.audit.models import AuditEvent
from screening.reviews.models import Invitation, Member, Review
from screening.reviews.permissions import Role
from tests.casting import PASSWORD, join, make_user, signed_in


def link_from(browser: Client, **given: str) -> str:
    page = browser.post("/r/exosomes/team/", {"role": "reviewer", "email": ""} | given).content.decode()
    return "/join/" + page.split("/join/")[1].split('"')[0]


def test_home_lists_ones_own_reviews_or_says_how_to_get_one(owen: Member, mallory: Member) -> None:
    page = signed_in(owen).get("/").content.decode()
    assert "Exosomes for low back pain" in page
    assert "Another review" not in page
    assert "No review yet" in signed_in(make_user("Nora")).get("/").content.decode()


def test_the_bare_address_of_a_review_leads_to_its_overview(owen: Member) -> None:
    assert signed_in(owen).get("/r/exosomes/", follow=True).status_code == 200


def test_a_link_is_shown_once_and_opens_with_an_account_made_on_the_way(owen: Member) -> None:
    browser = signed_in(owen)
    link = link_from(browser, email="ada@example.org")
    assert link not in browser.get("/r/exosomes/team/").content.decode()
    assert "ada@example.org" in browser.get("/r/exosomes/team/").content.decode()
    visitor = Client()
    page = visitor.get(link).content.decode()
    assert "Owen invites you" in page
    assert "Exosomes for low back pain" in page
    given = {"name": "Ada", "email": "ada@example.org", "password": "quiet river stone"}
    assert visitor.post(link, given).status_code == 302
    assert Member.objects.get(user__email="ada@example.org").role == "reviewer"
    assert visitor.get("/r/exosomes/protocol/").status_code == 200
    assert visitor.get(link).status_code == 410
    assert "This link no longer opens anything" in Client().get(link).content.decode()


def test_looking_at_a_link_does_not_use_it(owen: Member) -> None:
    link = link_from(signed_in(owen))
    for _ in range(2):
        assert Client().get(link).status_code == 200
    nora = make_user("Nora")
    assert signed_in(nora).get(link).status_code == 200
    assert not Member.objects.filter(user=nora).exists()
    signed_in(nora).post(link)
    assert Member.objects.filter(user=nora).exists()


def test_who_is_on_the_review_does_not_use_a_link_up(owen: Member) -> None:
    browser = signed_in(owen)
    link = link_from(browser)
    for answer, status in ((browser.get(link), 200), (browser.post(link), 409)):
        assert (answer.status_code, "You are on this review already" in answer.content.decode()) == (
            status,
            True,
        )
    assert signed_in(make_user("Nora")).post(link).status_code == 302


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"email": "OWEN@example.org"}, "sign in first, then open the link again"),
        ({"password": "short"}, "too short"),
        ({"password": "ada@example.org"}, "too similar"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_a_registration_that_will_not_do_keeps_the_link_open(
    owen: Member, given: dict[str, str], sentence: str
) -> None:
    link = link_from(signed_in(owen))
    good = {"name": "Ada", "email": "ada@example.org", "password": "quiet river stone"}
    answer = Client().post(link, good | given)
    assert sentence in unescape(answer.content.decode())
    assert Client().get(link).status_code == 200


def test_the_team_page_names_addresses_to_managers_only(owen: Member, ada: Member, olive: Member) -> None:
    assert "ada@example.org" in signed_in(owen).get("/r/exosomes/team/").content.decode()
    page = signed_in(olive).get("/r/exosomes/team/").content.decode()
    assert "Ada" in page
    assert "@example.org" not in page
    assert "Invite somebody" not in page


def test_who_only_looks_cannot_make_a_link(ada: Member) -> None:
    answer = signed_in(ada).post("/r/exosomes/team/", {"role": "owner"})
    assert answer.status_code == 403
    assert not Invitation.objects.exists()


def test_roles_change_and_people_leave_on_the_team_page(owen: Member, ada: Member) -> None:
    browser = signed_in(owen)
    browser.post(f"/r/exosomes/team/{ada.pk}/role/", {"role": "adjudicator"})
    ada.refresh_from_db()
    assert ada.role == "adjudicator"
    browser.post(f"/r/exosomes/team/{ada.pk}/remove/")
    assert "was adjudicator, left on" in browser.get("/r/exosomes/team/").content.decode()
    page = browser.post(f"/r/exosomes/team/{owen.pk}/remove/", follow=True).content.decode()
    assert "make somebody else owner first" in page
    assert browser.post(f"/r/exosomes/team/{ada.pk}/role/", {"role": "emperor"}).status_code == 422
    ada.refresh_from_db()
    assert ada.role == "adjudicator"


def test_a_link_is_taken_back_on_the_team_page(owen: Member) -> None:
    browser = signed_in(owen)
    link = link_from(browser)
    browser.post(f"/r/exosomes/team/invitations/{Invitation.objects.get().pk}/revoke/")
    assert Client().get(link).status_code == 410


def test_members_of_another_review_are_not_found(owen: Member, mallory: Member) -> None:
    browser = signed_in(owen)
    for path in (f"{mallory.pk}/remove/", f"{mallory.pk}/role/"):
        assert browser.post(f"/r/exosomes/team/{path}", {"role": "observer"}).status_code == 404
    mallory.refresh_from_db()
    assert (mallory.role, mallory.left_at) == ("owner", None)


def test_opening_a_blinded_review_needs_a_reason_that_is_kept(owen: Member) -> None:
    browser = signed_in(owen)
    page = browser.post(
        "/r/exosomes/settings/blinding/", {"reason": "  ", "blinded": "no"}, follow=True
    ).content.decode()
    assert "Nothing was changed: say why" in page
    assert Review.objects.get().blinded
    opening = {"reason": "Training round", "blinded": "no"}
    browser.post("/r/exosomes/settings/blinding/", opening)
    assert not Review.objects.get().blinded
    assert AuditEvent.objects.get(kind="review.unblinded").data["reason"] == "Training round"
    assert "The review is open" in browser.get("/r/exosomes/settings/").content.decode()
    twice = browser.post("/r/exosomes/settings/blinding/", opening, follow=True).content.decode()
    assert "open to all members already. Nothing was changed" in twice
    assert not Review.objects.get().blinded
    browser.post("/r/exosomes/settings/blinding/", {"reason": "The real screening starts", "blinded": "yes"})
    assert Review.objects.get().blinded


def test_the_page_offers_the_other_state_and_an_unknown_one_changes_nothing(owen: Member) -> None:
    browser = signed_in(owen)
    assert '"blinded" value="no"' in browser.get("/r/exosomes/settings/").content.decode()
    for said in ({}, {"blinded": "maybe"}):
        browser.post("/r/exosomes/settings/blinding/", {"reason": "Training round"} | said)
    assert Review.objects.get().blinded


def test_settings_are_saved_or_said_to_be_wrong(owen: Member) -> None:
    browser = signed_in(owen)
    browser.post("/r/exosomes/settings/", {"title": "Exosomes again", "contact_email": "library@example.org"})
    assert Review.objects.get().title == "Exosomes again"
    wrong = browser.post("/r/exosomes/settings/", {"title": "", "contact_email": "nonsense"}).content.decode()
    assert "This field is required." in wrong
    assert "Enter a valid email address." in wrong
    assert Review.objects.get().contact_email == "library@example.org"


def test_a_password_is_needed_even_with_a_link(owen: Member) -> None:
    link = link_from(signed_in(owen))
    answer = Client().get(link)
    assert f"/sign-in/?next={link}" in answer.content.decode()
    browser = Client()
    make_user("Nora")
    sent = {"username": "nora@example.org", "password": PASSWORD, "next": link}
    assert browser.post("/sign-in/", sent)["Location"] == link


@pytest.mark.parametrize("page", ["/", "/r/exosomes/team/"])
def test_pages_ask_the_database_as_often_for_three_people_as_for_one(owen: Member, page: str) -> None:
    browser = signed_in(owen)
    with CaptureQueriesContext(connection) as one:
        browser.get(page)
    for name in ("Ada", "Grace"):
        join(owen, name, Role.REVIEWER)
        link_from(browser)
    with CaptureQueriesContext(connection) as three:
        browser.get(page)
    assert len(one) == len(three)
