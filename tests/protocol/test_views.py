from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from screening.protocol.criteria import add_criterion
from screening.protocol.models import Criterion, ExclusionReason
from screening.protocol.operations import amend, edit_protocol, freeze
from screening.protocol.queries import draft_of
from screening.protocol.reasons import add_reason
from screening.protocol.snapshot import TEXTS
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Role
from tests.casting import join, signed_in
from tests.protocol.casting import make_draft, make_frozen

AT = "/r/exosomes/protocol/"


def opened(review: Review) -> dict[str, str]:
    """What a browser sends back for the draft's texts when nothing was typed."""
    draft = draft_of(review=review)
    texts = {name: getattr(draft, name) for name in TEXTS}
    return (
        texts | {f"initial-{name}": text for name, text in texts.items()} | {"edits_seen": str(draft.edits)}
    )


def said(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_review_without_a_protocol_says_what_to_do(owen: Member, ada: Member) -> None:
    assert "Write the protocol" in said(signed_in(owen), AT)
    assert "The owner of the review writes it" in said(signed_in(ada), AT)
    assert signed_in(owen).post(AT + "draft/")["Location"] == AT + "edit/"
    assert draft_of(review=owen.review)


def test_the_protocol_reads_as_a_document(owen: Member, olive: Member) -> None:
    make_frozen(owen)
    page = said(signed_in(olive), AT)
    for part in ("Do exosomes relieve low back pain?", "Uses exosomes", "Not in humans", "Not low back pain",
                 "2 people judge independently.", "Frozen on", "in force", "not stated"):  # fmt: skip
        assert part in page
    assert "Amend" not in page


def test_a_frozen_version_shows_what_was_frozen_not_what_reasons_are_called_now(owen: Member) -> None:
    make_frozen(owen)
    draft = amend(by=owen, reason="Clearer words")
    reason = ExclusionReason.objects.get(label="Not clinical")
    browser = signed_in(owen)
    answer = browser.post(
        f"{AT}edit/reasons/{reason.pk}/",
        {"label": "Laboratory only", "criterion_code": "", "stages": "both", "edits_seen": draft.edits},
    )
    assert answer["Location"] == AT + "edit/#reasons"
    assert "Not clinical" in said(browser, AT + "version/1/")
    assert "Laboratory only" in said(browser, AT + "version/2/")
    assert browser.get(AT + "version/3/").status_code == 404


def test_texts_are_saved_and_only_what_was_typed(owen: Member) -> None:
    make_draft(owen)
    browser = signed_in(owen)
    sent = opened(owen.review) | {"population": "Adults\r\nof any age"}
    assert browser.post(AT + "edit/", sent)["Location"] == AT + "edit/"
    draft = draft_of(review=owen.review)
    assert draft.population == "Adults\nof any age"
    assert draft.question == "Do exosomes relieve low back pain?"


def test_two_owners_editing_one_text_the_second_sees_both_and_loses_nothing(owen: Member) -> None:
    olga = join(owen, "Olga", Role.OWNER)
    make_draft(owen)
    sent = opened(owen.review)
    signed_in(owen).post(AT + "edit/", sent | {"population": "Adults <b>only</b>", "limits": "English"})
    mine = sent | {"population": "Children too", "notes": "My note"}
    answer = signed_in(olga).post(AT + "edit/", mine)
    page = unescape(answer.content.decode())
    assert "Owen changed this while you were writing. Saved now: “Adults <b>only</b>”." in page
    assert "Children too</textarea>" in page
    assert "My note</textarea>" in page
    assert "English</textarea>" in page  # what she did not touch is shown as it is now
    assert "<b>only</b>" not in answer.content.decode()
    draft = draft_of(review=owen.review)
    assert (draft.population, draft.notes) == ("Adults <b>only</b>", "")

    form = answer.context["form"]
    again = {field.html_name: field.value() for field in form}
    again |= {
        field.html_initial_name: form.data[field.html_initial_name] for field in form if field.name in TEXTS
    }
    assert signed_in(olga).post(AT + "edit/", again)["Location"] == AT + "edit/"
    draft = draft_of(review=owen.review)
    assert (draft.population, draft.notes, draft.limits) == ("Children too", "My note", "English")


def test_two_owners_changing_one_criterion_the_second_sees_both(owen: Member) -> None:
    version = make_draft(owen)
    criterion = version.criteria.get(code="I1")
    path = f"{AT}edit/criteria/{criterion.pk}/"
    sent = {"code": "I1", "facet": "", "stages": "both", "edits_seen": version.edits}
    browser = signed_in(owen)
    assert browser.post(path, sent | {"text": "First"}).status_code == 302
    answer = browser.post(path, sent | {"text": "Second"})
    page = unescape(answer.content.decode())
    assert "Owen changed this while you were writing" in page
    assert "It says now: “First”" in page
    assert "Second</textarea>" in page
    again = {field.html_name: field.value() for field in answer.context["form"]}
    assert browser.post(path, again).status_code == 302
    criterion.refresh_from_db()
    assert criterion.text == "Second"


@pytest.mark.parametrize(
    ("path", "sent", "sentence"),
    [
        ("edit/criteria/add/", {"kind": "inclusion", "text": "", "stages": "both"}, "This field is required"),
        ("edit/criteria/add/", {"kind": "perhaps", "text": "A", "stages": "both"}, "Select a valid choice"),
        ("edit/criteria/add/", {"kind": "inclusion", "text": "A", "stages": "both", "code": "E1"}, "E1 already"),
        ("edit/criteria/add/", {"kind": "inclusion", "text": "A\x00", "stages": "both"}, "Null characters"),
        ("edit/reasons/add/", {"label": "no exosomes", "stages": "both"}, "is there already"),
        ("edit/reasons/add/", {"label": "x" * 121, "stages": "both"}, "at most 120 characters"),
        ("edit/rules/full_text/", {"votes_required": "7"}, "Select a valid choice"),
        ("amend/", {"reason": " "}, "This field is required"),
        ("amend/", {"reason": "Because"}, "Nothing is frozen yet"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_what_was_typed(
    owen: Member, path: str, sent: dict[str, str], sentence: str
) -> None:
    version = make_draft(owen)
    answer = signed_in(owen).post(AT + path, {"edits_seen": version.edits} | sent)
    assert answer.status_code == 200
    assert sentence in unescape(answer.content.decode())
    assert (Criterion.objects.count(), ExclusionReason.objects.count()) == (2, 3)


def test_a_text_too_long_is_refused_and_kept_in_the_form(owen: Member) -> None:
    make_draft(owen)
    answer = signed_in(owen).post(AT + "edit/", opened(owen.review) | {"notes": "n" * 20_001})
    assert "at most 20000 characters" in answer.content.decode()
    assert "n" * 20_001 in answer.content.decode()


def test_parts_are_added_moved_and_removed_from_the_page(owen: Member) -> None:
    version = make_draft(owen)
    browser = signed_in(owen)
    first, last = (
        ExclusionReason.objects.get(label="No exosomes"),
        ExclusionReason.objects.get(label="Not clinical"),
    )
    browser.post(f"{AT}edit/reasons/{last.pk}/move/", {"to": "up"})
    browser.post(f"{AT}edit/reasons/{first.pk}/retire/")
    browser.post(
        AT + "edit/reasons/add/", {"label": "Animals", "stages": "full_text", "edits_seen": version.edits}
    )
    offered = ExclusionReason.objects.filter(retired_at=None)
    assert [r.label for r in offered] == ["Not clinical", "Not low back pain", "Animals"]
    sent = {"kind": "exclusion", "text": "Animals", "stages": "title_abstract", "edits_seen": version.edits}
    browser.post(AT + "edit/criteria/add/", sent)
    added = Criterion.objects.get(code="E2")
    assert (added.at_title_abstract, added.at_full_text) == (True, False)
    browser.post(f"{AT}edit/criteria/{added.pk}/move/", {"to": "up"})
    browser.post(f"{AT}edit/criteria/{Criterion.objects.get(code='I1').pk}/remove/")
    assert list(Criterion.objects.values_list("code", flat=True)) == ["E2", "E1"]
    rules = {
        "votes_required": "1",
        "maybe": "conflict",
        "differing_reasons": "conflict",
        "settled_by": "adjudicators",
        "edits_seen": version.edits,
    }
    assert browser.post(AT + "edit/rules/full_text/", rules)["Location"] == AT + "edit/#rules"
    assert "One person decides." in said(browser, AT + "edit/")
    assert browser.get(AT + "edit/rules/lunch/").status_code == 404


def test_freezing_asks_first_says_what_is_missing_and_needs_the_page_just_read(owen: Member) -> None:
    browser = signed_in(owen)
    browser.post(AT + "draft/")
    assert "Add at least one inclusion criterion." in said(browser, AT + "freeze/")
    answer = browser.post(AT + "freeze/", {"edits_seen": "0"})
    assert answer.status_code == 200
    assert draft_of(review=owen.review)


def test_a_protocol_is_frozen_amended_and_compared(owen: Member, ada: Member) -> None:
    version = make_draft(owen)
    browser = signed_in(owen)
    answer = browser.post(AT + "freeze/", {"edits_seen": version.edits - 1})
    assert "Read it again first" in unescape(answer.content.decode())
    assert browser.post(AT + "freeze/", {"edits_seen": version.edits})["Location"] == AT
    assert browser.get(AT + "edit/", follow=True).redirect_chain == [(AT, 302)]
    assert browser.post(AT + "amend/", {"reason": "Adults only <i>now</i>"})["Location"] == AT + "edit/"
    draft = draft_of(review=owen.review)
    edit_protocol(by=owen, version=draft, texts={"question": "Do exosomes relieve chronic low back pain?"})
    page = said(browser, AT + "freeze/")
    assert "<ins>chronic </ins>" in page
    freeze(by=owen, version=draft)
    answer = signed_in(ada).get(AT + "version/2/changes/").content.decode()
    assert "<ins>chronic </ins>" in answer
    assert "Adults only &lt;i&gt;now&lt;/i&gt;" in answer
    assert browser.get(AT + "version/1/changes/").status_code == 404


@pytest.mark.parametrize("page", ["", "edit/", "freeze/"])
def test_pages_ask_the_database_as_often_for_three_as_for_one(owen: Member, page: str) -> None:
    version, browser = make_draft(owen), signed_in(owen)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            browser.get(AT + page)
        counts.append(len(asked))
        for more in range(3):
            add_criterion(by=owen, version=version, kind=Criterion.Kind.INCLUSION, text=f"{number} {more}")
            add_reason(by=owen, version=version, label=f"{number} {more}")
    assert counts[0] == counts[1]


def test_many_versions_need_no_more_queries_than_one(owen: Member) -> None:
    make_frozen(owen)
    browser = signed_in(owen)
    with CaptureQueriesContext(connection) as one:
        browser.get(AT)
    for _ in range(2):
        freeze(by=owen, version=amend(by=owen, reason="Again"))
    with CaptureQueriesContext(connection) as three:
        browser.get(AT)
    assert len(one) == len(three)
