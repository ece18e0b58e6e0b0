"""Every page that can be opened, wide and light, narrow and dark: axe finds nothing and nothing scrolls sideways."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browser import assert_accessible
from tests.test_access import ADDRESSES, address
from tests.world import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRAGMENTS = {
    "duplicates:related_reports": "a panel",
    "fulltexts:file": "a PDF",
    "jobs:progress": "a panel",
    "jobs:running": "a panel",
}
NOT_HERE = {
    "healthz": "a word for machines",
    "accounts:sign_in": "looked at below, by somebody who is not signed in",
    "demo:people": "only under manage.py demo",
    "demo:enter": "only under manage.py demo",
    "front:join": "leads on once it is used",
}


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_every_page_of_a_review(open_page, client, owen, width: int, dark: bool) -> None:
    examples = furnish(owen)
    client.force_login(owen.user)
    page = open_page(owen, width=width, dark=dark)
    looked_at, faults = 0, {}
    for name in sorted(ADDRESSES.keys() - FRAGMENTS.keys() - NOT_HERE.keys()):
        url = address(name, examples)
        if client.get(url).status_code != 200:
            continue  # a POST-only address, or one that leads on
        page.goto(url)
        page.wait_for_load_state("networkidle")
        try:
            assert_accessible(page)
        except AssertionError as fault:  # all pages are looked at before the test fails
            faults[name] = str(fault)
        looked_at += 1
    assert faults == {}
    assert looked_at > 30


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (360, False)])
def test_the_door(open_page, db, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)
    page.goto(reverse("accounts:sign_in"))
    assert_accessible(page)
