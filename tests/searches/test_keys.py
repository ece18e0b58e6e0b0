"""Databases that need a key, on the pages of sources and strategies."""

from __future__ import annotations

from screening.reviews.models import Member
from screening.searches.models import Source
from tests.casting import signed_in, store_key
from tests.searches.test_views import HERE, text


def test_a_connector_that_needs_a_key_is_offered_once_one_is_stored(owen: Member) -> None:
    given = {"name": "Scopus", "kind": "", "connector": "scopus"}
    browser = signed_in(owen)
    assert "Scopus is searched only with a key" in text(browser.post(HERE + "source/", given))
    assert not Source.objects.exists()
    store_key(owen.user, "elsevier", "k3y")
    shown = text(browser.get(HERE + "source/"))
    assert '<option value="scopus">Scopus</option>' in shown
    assert '<option value="wos" disabled>' in shown
    browser.post(HERE + "source/", given)
    source = Source.objects.get()
    store_key(owen.user, "elsevier", "")
    page = f"{HERE}source/{source.pk}/"
    assert '<option value="scopus" selected>Scopus</option>' in text(browser.get(page)), "it may stay"
    assert "No key is stored" in text(browser.get(f"{page}strategy/"))
    response = browser.post(f"{page}strategy/", {"strategy": "pain", "preview": "1"})
    assert "Nothing was sent" in str(response.context["form"].errors["strategy"])
    assert "k3y" not in text(response)
