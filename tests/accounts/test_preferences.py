"""How a person reads and screens: kept with them, and the theme in a cookie, too."""

from __future__ import annotations

import pytest
from django.test import Client

from screening.accounts.models import ReadingPreferences
from screening.accounts.operations import change_preferences
from screening.accounts.queries import reading_preferences
from tests.casting import PASSWORD, make_user, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/account/preferences/"
WISHED = {"text_size": "large", "theme": "dark", "hide_origin": "on", "order": "newest", "next": "/account/"}


def test_who_never_changed_any_has_the_usual_and_no_row() -> None:
    usual = reading_preferences(user=make_user("Ada"))
    assert (usual.text_size, usual.theme, usual.hide_origin, usual.order) == ("standard", "", False, "random")
    assert not ReadingPreferences.objects.exists()


def test_they_are_kept_and_lead_back() -> None:
    ada = make_user("Ada")
    browser = signed_in(ada)
    answer = browser.post(PAGE, WISHED)
    assert (answer["Location"], answer.cookies["theme"].value) == ("/account/", "dark")
    kept = reading_preferences(user=ada)
    assert (kept.text_size, kept.theme, kept.hide_origin, kept.order) == ("large", "dark", True, "newest")
    page = browser.get(PAGE).content.decode()
    assert 'value="large" id="id_text_size_1" checked' in page.replace(" required", "")
    browser.post(PAGE, {"text_size": "standard", "theme": "", "order": "random"})
    assert not reading_preferences(user=ada).hide_origin


@pytest.mark.parametrize("field", ["text_size", "theme", "order"])
def test_what_is_not_on_offer_is_not_kept(field: str) -> None:
    answer = signed_in(make_user("Ada")).post(PAGE, WISHED | {field: "<script>"})
    assert "Select a valid choice" in answer.content.decode()
    assert not ReadingPreferences.objects.exists()


def test_nobody_is_led_off_the_site() -> None:
    answer = signed_in(make_user("Ada")).post(PAGE, WISHED | {"next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_the_menu_keeps_the_theme_too_and_signing_in_brings_it_back() -> None:
    ada = make_user("Ada")
    signed_in(ada).post("/theme/", {"theme": "dark", "next": "/"})
    assert reading_preferences(user=ada).theme == "dark"
    another = Client()
    answer = another.post("/sign-in/", {"username": ada.email, "password": PASSWORD})
    assert answer.cookies["theme"].value == "dark"


def test_signing_in_leaves_a_browsers_theme_to_who_never_chose_one() -> None:
    ada, grace = make_user("Ada"), make_user("Grace")
    change_preferences(by=grace, theme="")
    for user, theme in ((ada, "dark"), (grace, "")):
        browser = Client()
        browser.cookies["theme"] = "dark"
        answer = browser.post("/sign-in/", {"username": user.email, "password": PASSWORD})
        assert answer.cookies["theme"].value == theme


def test_the_page_behind_the_door_says_who_it_is_for() -> None:
    ada = make_user("Ada")
    page = signed_in(ada).get("/signed-in/")
    assert f'data-person="{ada.pk}"' in page.content.decode()
    assert "csrfmiddlewaretoken" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
