from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from screening.accounts import attempts
from screening.accounts.models import User
from screening.accounts.operations import create_user, reset_password
from screening.accounts.queries import keys_for, stored_services
from screening.accounts.service_keys import SERVICES
from screening.audit.models import AuditEvent
from tests.casting import PASSWORD, make_user, signed_in, store_key

KEY = "abc0123456789def0123456789abcdef0123"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def nora(db: None) -> User:
    return make_user("Nora")


def sign_in(browser: Client, password: str = PASSWORD, email: str = "nora@example.org", **more: str) -> Any:
    return browser.post("/sign-in/", {"username": email, "password": password} | more)


def test_signing_in_leads_home_is_recorded_and_ignores_the_case_of_the_address(nora: User) -> None:
    browser = Client()
    assert sign_in(browser, email=" Nora@Example.ORG ")["Location"] == "/"
    assert browser.get("/").status_code == 200
    event = AuditEvent.objects.get(kind="user.signed_in")
    assert (event.review_id, event.actor_id, event.data) == (0, nora.pk, {})
    assert browser.get("/sign-in/")["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_look_the_same(nora: User) -> None:
    wrong, unknown = sign_in(Client(), "nonsense"), sign_in(Client(), "nonsense", email="nobody@example.org")
    for answer in (wrong, unknown):
        assert "That e-mail and password do not fit together." in answer.content.decode()
        assert "nonsense" not in answer.content.decode()
    assert not AuditEvent.objects.filter(kind="user.signed_in").exists()


def test_a_closed_account_cannot_sign_in(nora: User) -> None:
    nora.is_active = False
    nora.save()
    assert "_auth_user_id" not in sign_in(browser := Client()).client.session
    assert browser.get("/").status_code == 302


def test_ten_wrong_passwords_close_the_door_for_a_while_even_to_the_right_one(nora: User) -> None:
    browser = Client()
    for _ in range(attempts.ALLOWED):
        assert sign_in(browser, "nonsense").status_code == 200
    answer = sign_in(browser)
    assert answer.status_code == 429
    assert "Wait a quarter of an hour" in answer.content.decode()
    assert browser.get("/").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9")).status_code == 302  # another place is not locked out
    make_user("Otto")
    assert sign_in(browser, email="otto@example.org").status_code == 302  # nor another person here


def test_behind_a_proxy_places_are_told_apart_by_the_address_it_saw(nora: User, settings: Any) -> None:
    settings.BEHIND_PROXY = True

    def visitor(seen: str) -> Client:
        return Client(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": seen})

    for number in range(attempts.ALLOWED):
        sign_in(
            visitor(f"198.51.100.{number}, 203.0.113.9"), "nonsense"
        )  # who writes the header, writes its start
    assert sign_in(visitor("198.51.100.77, 203.0.113.9")).status_code == 429
    assert sign_in(visitor("203.0.113.10")).status_code == 302


def test_one_password_is_not_tried_on_everybody(nora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "ALLOWED_FROM_A_PLACE", 5)
    for number in range(5):
        sign_in(Client(), "nonsense", email=f"user{number}@example.org")
    assert sign_in(Client()).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9")).status_code == 302


def test_the_right_password_forgets_the_wrong_ones(nora: User) -> None:
    browser = Client()
    for _ in range(attempts.ALLOWED - 1):
        sign_in(browser, "nonsense")
    sign_in(browser)
    browser.post("/sign-out/")
    sign_in(browser, "nonsense")
    assert sign_in(browser)["Location"] == "/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(nora: User, target: str) -> None:
    assert sign_in(Client(), next=target)["Location"] == "/"
    assert Client().post("/theme/", {"theme": "dark", "next": target})["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(nora: User) -> None:
    browser = Client()
    assert browser.get("/account/")["Location"] == "/sign-in/?next=/account/"
    assert 'name="next" value="/account/"' in browser.get("/sign-in/?next=/account/").content.decode()
    assert sign_in(browser, next="/account/")["Location"] == "/account/"


def test_signing_out_needs_a_post(nora: User) -> None:
    browser = signed_in(nora)
    assert browser.get("/sign-out/").status_code == 405
    assert browser.get("/").status_code == 200
    browser.post("/sign-out/")
    assert browser.get("/").status_code == 302


def test_a_one_time_password_must_be_changed_before_anything_else(db: None) -> None:
    create_user(
        by=None, email="nora@example.org", name="Nora", password="one-time-secret", must_change_password=True
    )
    browser = Client()
    sign_in(browser, "one-time-secret")
    for page in ("/", "/account/", "/new/"):
        assert browser.get(page)["Location"] == "/account/password/"
    assert "Choose your own password" in browser.get("/account/password/").content.decode()
    given = {"current": "one-time-secret", "new": "quiet river stone", "again": "quiet river stone"}
    assert browser.post("/account/password/", given)["Location"] == "/"
    assert browser.get("/").status_code == 200  # still signed in
    assert "_auth_user_id" not in sign_in(Client(), "one-time-secret").client.session


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"current": "wrong"}, "This is not your current password."),
        ({"again": "another river"}, "The two new passwords differ."),
        ({"new": PASSWORD, "again": PASSWORD}, "This is the current password."),
        ({"new": "short", "again": "short"}, "too short"),
        ({"new": "1234567890123", "again": "1234567890123"}, "entirely numeric"),
        ({"new": "password123", "again": "password123"}, "too common"),
        ({"new": "nora@example.org", "again": "nora@example.org"}, "too similar to the e-mail"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    nora: User, given: dict[str, str], sentence: str
) -> None:
    good = {"current": PASSWORD, "new": "quiet river stone", "again": "quiet river stone"}
    page = signed_in(nora).post("/account/password/", good | given).content.decode()
    assert sentence in page
    assert "quiet river" not in page  # passwords are not sent back
    assert User.objects.get(pk=nora.pk).check_password(PASSWORD)


@pytest.mark.parametrize("service", SERVICES)
def test_an_api_key_is_encrypted_at_rest_and_on_no_page_or_trail(nora: User, service: str) -> None:
    browser = signed_in(nora)
    given = {"name": "Nora Lind", "email": "nora@example.org", f"{service}-key": f" {KEY} "}
    assert browser.post("/account/", given, follow=True).status_code == 200
    assert keys_for(user=nora, services=[service]) == {service: KEY}
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM screening_storedkey")
        assert KEY not in cursor.fetchone()[0]
    page = browser.get("/account/").content.decode()
    assert KEY not in page
    assert page.count("stored</span>") == 1
    assert KEY not in "".join(str(event.data) for event in AuditEvent.objects.all())
    wrong = browser.post("/account/", given | {"email": "nonsense"})
    assert KEY not in wrong.content.decode()


def test_a_key_stays_until_it_is_replaced_or_removed(nora: User) -> None:
    browser = signed_in(nora)
    given = {"name": "Nora", "email": "nora@example.org", "ncbi-key": "", "elsevier-key": ""}
    browser.post("/account/", given | {"ncbi-key": KEY})
    browser.post("/account/", given | {"elsevier-key": "another"})
    assert keys_for(user=nora, services=["ncbi", "elsevier"]) == {"ncbi": KEY, "elsevier": "another"}
    browser.post("/account/", given | {"ncbi-forget": "on"})
    assert stored_services(user=nora) == {"elsevier"}
    assert "ncbi-forget" not in browser.get("/account/").content.decode()


@pytest.mark.parametrize("key", ["two words", "a\u00fcb", "x" * 201])
def test_what_is_no_key_is_not_stored_and_not_sent_back(nora: User, key: str) -> None:
    given = {"name": "Somebody", "email": "nora@example.org", "clarivate-key": key}
    page = signed_in(nora).post("/account/", given).content.decode()
    assert "errorlist" in page
    assert key not in page
    assert stored_services(user=nora) == set()
    assert User.objects.get(pk=nora.pk).name == "Nora"


def test_a_key_that_no_secret_can_read_any_more_is_simply_asked_for_again(nora: User, settings: Any) -> None:
    store_key(nora, "ncbi", KEY)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another secret key, of another installation"
    assert stored_services(user=nora) == set()
    settings.SECRET_KEY_FALLBACKS = [old]
    assert stored_services(user=nora) == {"ncbi"}


def test_an_address_of_somebody_else_is_refused(nora: User) -> None:
    make_user("Otto")
    page = signed_in(nora).post("/account/", {"name": "Nora", "email": "OTTO@example.org"}).content.decode()
    assert "Another account uses this address." in page
    assert User.objects.get(pk=nora.pk).email == "nora@example.org"


@pytest.mark.parametrize(
    ("wish", "cookie"), [("dark", "dark"), ("light", "light"), ("system", ""), ("<script>", "")]
)
def test_light_or_dark_is_remembered(db: None, wish: str, cookie: str) -> None:
    browser = Client()
    answer = browser.post("/theme/", {"theme": wish, "next": "/sign-in/"})
    assert answer["Location"] == "/sign-in/"
    assert answer.cookies["theme"].value == cookie
    page = browser.get("/sign-in/").content.decode()
    assert (f'data-theme="{cookie}"' in page) if cookie else ("data-theme" not in page)
    assert browser.get("/theme/").status_code == 405


def test_a_reset_password_is_a_one_time_password(nora: User) -> None:
    reset_password(by=None, user=nora, password="one-time-secret")
    assert AuditEvent.objects.filter(kind="user.password_reset", subject_id=nora.pk).exists()
    sign_in(browser := Client(), "one-time-secret")
    assert browser.get("/")["Location"] == "/account/password/"


def test_mails_are_turned_off_and_on(nora, settings):
    browser = signed_in(nora)
    assert "sends no mail" in browser.get("/account/").content.decode()
    settings.MAIL_ON = True
    assert "sends no mail" not in browser.get("/account/").content.decode()
    given = {"name": "Nora", "email": "nora@example.org", "ncbi_api_key": ""}
    for wish in ({}, {"mail_notices": "on"}):
        browser.post("/account/", given | wish)
        assert User.objects.get(pk=nora.pk).mail_notices == bool(wish)
