"""Labels on pages: the list, the preview, undo, and what none of them tells about others."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.decisions.models import Candidate
from screening.records import label_rounds, labelling
from screening.records.label_models import Label
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import arranging, signed_in
from tests.searches.importing import work
from tests.searching import found, received

HERE = "/r/exosomes/citations/"


@pytest.fixture
def citations(owen: Member) -> list[Citation]:
    return found(owen, received("1", "One", year=2001), received("2", "Two"), received("3", "Three"))


@pytest.fixture
def background(owen: Member) -> Label:
    return labelling.add_label(by=owen, name="Background", colour="blue")


def put(by: Member, label: Label, *citations: Citation) -> None:
    labelling.put_on(by=by, label=label, citations=[c.pk for c in citations], round_key=uuid4())


def shown(member: Member, where: str = "") -> str:
    return re.sub(r"\s+", " ", signed_in(member).get(HERE + where).content.decode())


def titles(member: Member, query: str) -> set[str]:
    return {row.citation.title for row in signed_in(member).get(HERE + query).context["rows"]}


def test_what_others_labelled_shows_nowhere_while_it_is_pending(
    owen: Member, ada: Member, citations: list[Citation], background: Label
) -> None:
    before = [shown(owen, where) for where in ("", f"?label={background.pk}", "?label=none", "labels/")]
    put(ada, background, citations[0])
    after = [shown(owen, where) for where in ("", f"?label={background.pk}", "?label=none", "labels/")]
    without_token = [
        [re.sub(r'csrf\w*" value="\w+"|X-CSRFToken": "\w+"', "", page) for page in pages]
        for pages in (before, after)
    ]
    assert without_token[0] == without_token[1]
    assert titles(ada, f"?label={background.pk}") == {"One"}
    assert titles(ada, "?label=none") == {"Two", "Three"}
    with arranging(owen.review):
        Candidate.objects.filter(citation=citations[0]).update(outcome="excluded")
    assert titles(owen, f"?label={background.pk}") == {"One"}
    assert "put there by others" in shown(owen)


def test_the_chosen_rows_are_labelled_after_a_look_and_undone(
    owen: Member, citations: list[Citation], background: Label
) -> None:
    browser = signed_in(owen)
    chosen = "".join(f"&citation={citation.pk}" for citation in citations[:2])
    where = f"{HERE}label/?order=title&do=put&which={background.pk}&of=chosen{chosen}"
    page = browser.get(where)
    assert "on 2 citations" in re.sub(r"<[^>]+>|\s+", " ", page.content.decode()).replace("  ", " ")
    assert titles(owen, f"?label={background.pk}") == set(), "looking changed nothing"
    answer = browser.post(where, {"key": page.context["key"]}, follow=True)
    assert answer.redirect_chain[0][0].startswith(f"{HERE}?order=title&round=")
    assert "2 citations" in answer.content.decode()
    assert titles(owen, f"?label={background.pk}") == {"One", "Two"}
    undone = browser.post(f"{HERE}label/undo/{page.context['key']}/", {"list": "order=title"}, follow=True)
    assert undone.redirect_chain == [(f"{HERE}?order=title", 302)]
    assert titles(owen, f"?label={background.pk}") == set()


def test_all_that_a_filter_finds_is_labelled(
    owen: Member, citations: list[Citation], background: Label
) -> None:
    browser = signed_in(owen)
    where = f"{HERE}label/?year_from=2010&do=put&which={background.pk}&of=found&page=2&after=1"
    page = browser.get(where)
    assert (page.context["count"], page.context["changing"]) == (2, 2)
    assert "2010" in page.content.decode()
    browser.post(where, {"key": page.context["key"]})
    assert titles(owen, f"?label={background.pk}") == {"Two", "Three"}
    assert "Nothing would change" in browser.get(where).content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("do=put&which={label}&of=chosen", "Choose at least one row"),
        ("do=put&which={label}&of=chosen&citation=x", "Choose at least one row"),
        ("do=put&which=0&of=found", "no such label"),
        ("do=eat&which={label}&of=found", "Select a valid choice"),
        ("", "This field is required"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_list(
    owen: Member, citations: list[Citation], background: Label, query: str, sentence: str
) -> None:
    answer = signed_in(owen).get(f"{HERE}label/?{query.format(label=background.pk)}", follow=True)
    assert answer.redirect_chain
    assert sentence in answer.content.decode()


def test_a_form_without_its_key_changes_nothing(
    owen: Member, citations: list[Citation], background: Label
) -> None:
    where = f"{HERE}label/?do=put&which={background.pk}&of=found"
    assert "without its key" in signed_in(owen).post(where, {"key": "x"}, follow=True).content.decode()
    assert titles(owen, f"?label={background.pk}") == set()


def test_labels_are_made_changed_retired_and_brought_back(owen: Member, ada: Member) -> None:
    browser = signed_in(owen)
    browser.post(f"{HERE}labels/", {"name": "Check <b>", "colour": "rust"})
    label = Label.objects.get()
    assert "Check &lt;b&gt;" in shown(owen, "labels/")
    browser.post(f"{HERE}labels/{label.pk}/change/", {"name": "Check", "colour": "violet"})
    browser.post(f"{HERE}labels/{label.pk}/retire/")
    label.refresh_from_db()
    assert (label.name, label.colour, bool(label.retired_at)) == ("Check", "violet", True)
    assert "Use again" in shown(owen, "labels/")
    browser.post(f"{HERE}labels/{label.pk}/retire/")
    label.refresh_from_db()
    assert label.retired_at is None
    assert "Retire" not in shown(ada, "labels/")
    assert browser.post(f"{HERE}labels/", {"name": "check", "colour": "ink"}).status_code == 422
    said = browser.post(f"{HERE}labels/{label.pk}/change/", {"name": "", "colour": "ink"}, follow=True)
    assert "This field is required" in said.content.decode()


def test_who_may_not_label_is_offered_nothing(olive: Member, owen: Member, citations: list[Citation]) -> None:
    assert "labelling" not in shown(olive)
    assert signed_in(olive).get(f"{HERE}labels/").status_code == 403
    assert f'href="{HERE}labels/"' not in shown(olive), "it would lead to a refusal"
    assert f'href="{HERE}labels/"' in shown(owen)


def test_three_labels_and_rounds_take_as_many_queries_as_one(
    owen: Member, citations: list[Citation], background: Label
) -> None:
    def queries() -> list[int]:
        browser, taken = signed_in(owen), []
        for where in ("", "labels/"):
            with CaptureQueriesContext(connection) as captured:
                browser.get(HERE + where)
            taken.append(len(captured))
        return taken

    put(owen, background, citations[0])
    one = queries()
    for name in ("Second", "Third"):
        put(owen, labelling.add_label(by=owen, name=name, colour="ink"), *citations)
    assert queries() == one


def test_so_many_that_a_job_labels_them_are_told_of_on_the_list(
    owen: Member, ada: Member, citations: list[Citation], background: Label, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_rounds, "AT_ONCE", 2)
    browser = signed_in(owen)
    where = f"{HERE}label/?do=put&which={background.pk}&of=found"
    page = browser.get(where)
    listed = browser.post(where, {"key": page.context["key"]}, follow=True)
    assert "Label many citations" in listed.content.decode()
    assert "Waiting for a worker" in listed.content.decode()
    address = listed.redirect_chain[0][0]
    refused = browser.post(f"{HERE}label/undo/{page.context['key']}/")
    assert refused.status_code == 404, "nothing is labelled yet"
    work()
    done = browser.get(address).content.decode()
    assert "3 citations" in re.sub(r"<[^>]+>", "", done)
    assert "Label many citations" not in done
    undoing = browser.post(f"{HERE}label/undo/{page.context['key']}/", follow=True).content.decode()
    assert "Undo the labelling of many citations" in undoing
    assert "label blue" not in signed_in(ada).get("/r/exosomes/jobs/").content.decode()
    work()
    undone = re.sub(r"<[^>]+>|\s+", " ", browser.get(address).content.decode())
    assert "and undid it" in undone
    assert titles(owen, f"?label={background.pk}") == set()
    theirs = signed_in(ada).get(address).context
    assert (theirs["round"], theirs["job"]) == (None, None)
