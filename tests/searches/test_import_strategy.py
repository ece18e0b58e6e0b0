"""What is kept of a source's strategy meets the file that was exported with it."""

from __future__ import annotations

from typing import Any

import pytest

from screening.reviews.models import Member
from screening.searches.models import Run, Search
from screening.searches.operations import save_search
from tests.casting import signed_in
from tests.searches import importing
from tests.searches.importing import HERE, one, upload
from tests.searches.test_views import text
from tests.searching import make_source

clean_files = importing.clean_files

TEXTS = {"strategy": "#1 exosome\n#2 back\n#3 #1 AND #2", "limits": "english", "notes": "Lena"}


def test_the_strategy_kept_for_a_source_stands_in_its_form(owen: Member) -> None:
    source = make_source(owen, "Embase", connector="")
    save_search(by=owen, source=source, **TEXTS)
    browser = signed_in(owen)
    form = browser.get(f"{HERE}?source={source.pk}").context["form"]
    assert {name: form[name].value() for name in TEXTS} == TEXTS
    assert [key for key, _ in form.fields["source"].choices] == [str(source.pk)], "it is this source's alone"
    assert browser.get(HERE).context["form"]["strategy"].value() is None


def test_sent_back_unchanged_it_is_the_same_version(owen: Member, clean_files: Any) -> None:
    source, browser = make_source(owen, "Embase", connector=""), signed_in(owen)
    kept = save_search(by=owen, source=source, **TEXTS)
    sent = {name: value.replace("\n", "\r\n") for name, value in TEXTS.items()}  # as browsers do
    page = upload(browser, source, one("A"), **sent).url
    assert "#3 #1 AND #2" in text(browser.get(page))
    browser.post(page + "confirm/")
    assert Run.objects.get().search == kept
    browser.post(upload(browser, source, one("B"), **sent | {"limits": ""}).url + "confirm/")
    assert Run.objects.latest("pk").search != kept
    assert Search.objects.count() == 2


def test_a_file_without_a_strategy_does_not_make_a_new_version_of_it(owen: Member, clean_files: Any) -> None:
    source, browser = make_source(owen, "Embase", connector=""), signed_in(owen)
    kept = save_search(by=owen, source=source, **TEXTS)
    for name in "AB":
        browser.post(upload(browser, source, one(name)).url + "confirm/")
    assert save_search(by=owen, source=source, **TEXTS) == kept
    assert Search.objects.count() == 2


@pytest.mark.parametrize("number", ["", "0", "x", "²", "9" * 30])
def test_no_such_source_is_any_source(owen: Member, number: str) -> None:
    assert "Choose a source" in text(signed_in(owen).get(HERE, {"source": number}))
