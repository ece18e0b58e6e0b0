import pytest
from django.test import Client
from django.urls import reverse

from screening.reviews.models import Member, Review
from tests.casting import make_user, signed_in


@pytest.fixture
def browser(db: None) -> Client:
    return signed_in(make_user("Nora"))


def test_the_page_offers_every_blueprint_and_makes_the_review(browser: Client) -> None:
    page = browser.get("/new/?from=gupta_2024").content.decode()
    assert "Exosomes for low back pain, Gupta 2024" in page
    assert 'value="gupta_2024" checked' in page
    answer = browser.post("/new/", {"title": "Exosomes & backs", "slug": "", "blueprint": "gupta_2024"})
    assert answer["Location"] == reverse("reports:overview", args=["exosomes-backs"])
    assert Member.objects.get(review__slug="exosomes-backs").role == "owner"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": "", "slug": "a"}, "This field is required"),
        ({"title": "A", "slug": "taken"}, "is taken. Choose another"),
        ({"title": "A", "slug": "Ä ö"}, "Enter a valid"),
        ({"title": "A", "slug": "new"}, "is taken. Choose another"),
        ({"title": "???", "slug": ""}, "no letters for an address"),
        ({"title": "A", "slug": "a", "blueprint": "nothing"}, "Select a valid choice"),
        ({"title": "A\x00B", "slug": "a"}, "Null characters are not allowed"),
        ({"title": "A" * 301, "slug": "a"}, "at most 300 characters"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(
    browser: Client, given: dict[str, str], sentence: str
) -> None:
    browser.post("/new/", {"title": "First", "slug": "taken", "blueprint": "blank"})
    answer = browser.post("/new/", {"blueprint": "blank"} | given)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Review.objects.count() == 1


def test_markup_in_a_title_stays_text(browser: Client) -> None:
    browser.post("/new/", {"title": "<script>alert(1)</script>", "slug": "odd", "blueprint": "blank"})
    page = browser.get("/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
