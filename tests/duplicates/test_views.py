from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.duplicates.deciding import relate
from screening.duplicates.models import Merge, Pair, Preferences
from screening.duplicates.operations import merge
from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_retrieved
from screening.jobs.models import Job
from screening.reports.rail import rail_counts
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.decisions.rows import make_protocol, vote
from tests.duplicates.rows import article, certain, look, question
from tests.searching import found, imported, received

HERE = "/r/exosomes/duplicates/"


def text(member: Member, address: str = HERE) -> str:
    return re.sub(r"\s+", " ", signed_in(member).get(address).content.decode())


def answer(member: Member, pair: Pair, said: str, **fields: str) -> str:
    data = {"answer": said, **fields}
    response = signed_in(member).post(f"{HERE}questions/{pair.pk}/answer/", data, follow=True)
    return re.sub(r"\s+", " ", response.content.decode())


def test_before_anything_came(owen: Member) -> None:
    assert "Nothing was found yet" in text(owen)
    assert "No question is left" in text(owen, HERE + "questions/")


def test_merges_are_listed_with_rule_and_evidence_and_undone(owen: Member) -> None:
    _, other = certain(owen)
    look(owen)
    for page in (HERE, HERE + "merges/"):
        assert "same pages" in text(owen, page)
        assert "pages 100-9 = 100-109" in text(owen, page)
    assert "Embase = PubMed" in text(owen, HERE + "merges/")
    signed_in(owen).post(f"{HERE}merges/{other.pk}/undo/")
    other.refresh_from_db()
    assert other.merged_into is None
    assert (
        "undone already"
        in signed_in(owen).post(f"{HERE}merges/{other.pk}/undo/", follow=True).content.decode()
    )


def test_a_question_stands_side_by_side_with_evidence_and_marks(owen: Member) -> None:
    pair = question(owen)
    shown = text(owen, f"{HERE}questions/{pair.pk}/")
    assert "The same title and authors, but one field contradicts" in shown
    assert "volume 12 ≠ 13" in shown
    assert "<mark>12</mark>" in shown
    for key in "DSR":
        assert f'aria-keyshortcuts="{key}"' in shown


def test_what_stands_in_a_title_is_never_markup(owen: Member) -> None:
    found(owen, article("1", "<b>Exosomes</b> & <script>alert(1)</script> in the discs of the lumbar spine"))
    imported(
        owen,
        article(
            "", "<i>Exosomes</i> & <script>alert(1)</script> in the discs of the lumbar spine", volume="9"
        ),
    )
    look(owen)
    shown = text(owen, f"{HERE}questions/{Pair.objects.get().pk}/")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_duplicates_are_merged_and_the_answer_taken_back(owen: Member) -> None:
    pair = question(owen)
    assert "they are one citation now" in answer(owen, pair, "duplicate")
    done = Merge.objects.get()
    assert (done.rule, done.automatic, done.by) == ("one contradiction", False, owen)
    page = signed_in(owen).get(HERE + "questions/").content.decode()
    assert 'aria-keyshortcuts="U"' in page
    signed_in(owen).post(f"{HERE}questions/{pair.pk}/undo/")
    pair.refresh_from_db()
    assert (pair.state, pair.by, pair.one.citation == pair.other.citation) == ("open", None, False)


def test_separate_and_related_leave_two_citations(owen: Member) -> None:
    first, second = question(owen, 1), question(owen, 2)
    answer(owen, first, "separate")
    answer(owen, second, "related", kind="about")
    assert "a notice, comment or protocol" in text(owen, HERE + "related/")
    citation = second.one.citation_id
    assert "Related citations" in text(owen, f"/r/exosomes/report/citation/{citation}/")
    assert not Merge.objects.exists()
    for pair in (first, second):
        signed_in(owen).post(f"{HERE}questions/{pair.pk}/undo/")
        pair.refresh_from_db()
        assert pair.state == "open"


def test_who_comes_second_is_told_so(owen: Member, ines: Member) -> None:
    pair = question(owen)
    answer(owen, pair, "separate")
    assert "This was answered already: separate reports, by Owen" in answer(ines, pair, "duplicate")
    assert not Merge.objects.exists()
    assert "Answer with duplicate, separate or related." in answer(ines, question(owen, 2), "perhaps")
    signed_in(owen).post(f"{HERE}questions/{pair.pk}/undo/")
    twice = signed_in(owen).post(f"{HERE}questions/{pair.pk}/undo/", follow=True).content.decode()
    assert "taken back already" in twice


def test_two_people_begin_at_different_questions(owen: Member, ines: Member) -> None:
    for number in range(1, 7):
        question(owen, number)
    orders = [
        [pair.pk for pair in signed_in(member).get(HERE).context["questions"]] for member in (owen, ines)
    ]
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]
    leads = signed_in(ines).get(HERE + "questions/")
    assert leads["Location"] == f"{HERE}questions/{orders[1][0]}/"


def test_what_is_merged_away_is_no_longer_to_be_screened(owen: Member) -> None:
    one, other = certain(owen)
    assert rail_counts(member=owen)["decisions"].text == "0 / 2"
    merge(by=owen, keep=one, others=[other])
    assert rail_counts(member=owen)["decisions"].text == "0 / 1"
    assert rail_counts(member=owen)["duplicates"].text == "−1"
    question(owen)
    assert rail_counts(member=owen)["duplicates"].dot == "open"


def test_observers_look_only(olive: Member, owen: Member) -> None:
    pair = question(owen)
    shown = text(olive, f"{HERE}questions/{pair.pk}/")
    assert "volume 12 ≠ 13" in shown
    assert 'name="answer"' not in shown
    assert (
        signed_in(olive).post(f"{HERE}questions/{pair.pk}/answer/", {"answer": "separate"}).status_code == 403
    )


def test_records_are_taken_out(owen: Member) -> None:
    (citation,) = found(owen, received("1", "Exosomes, a correction"))
    imported(owen, received("1", "Exosomes: a correction"))
    page = f"{HERE}citation/{citation.pk}/"
    assert "Exosomes: a correction" in text(owen, page)
    records = list(citation.records.order_by("pk"))
    browser = signed_in(owen)
    refused = browser.post(page, {"records": [record.pk for record in records]})
    assert "Leave at least the first record" in refused.content.decode()
    assert "Choose the records" in browser.post(page).content.decode()
    browser.post(page, {"records": [records[1].pk]})
    records[1].refresh_from_db()
    assert records[1].citation.title == "Exosomes: a correction"


def test_a_person_chooses_what_is_shown(owen: Member) -> None:
    one, _ = certain(owen)
    look(owen)
    page = f"{HERE}citation/{one.pk}/"
    second = one.records.order_by("-pk")[0]
    assert "the one that gives most of volume, issue and pages" in text(owen, page)
    signed_in(owen).post(page + "shown/", {"place": second.pk})
    one.refresh_from_db()
    assert one.pages == "100-109"
    life = text(owen, f"/r/exosomes/report/citation/{one.pk}/")
    assert "Embase, chosen by a person" in life
    signed_in(owen).post(page + "shown/", {"place": ""})
    one.refresh_from_db()
    assert one.pages == "100-9"
    assert signed_in(owen).post(page + "shown/", {"place": "0"}).status_code == 200, "no such choice"


def test_what_was_missed_is_said_by_hand(owen: Member) -> None:
    one, other, third = found(owen, *(received(str(n), f"A title of its own {n}") for n in range(3)))
    page = f"{HERE}citation/{one.pk}/"
    browser = signed_in(owen)
    assert (
        "no other citation with this number"
        in browser.post(page + "join/", {"other": one.pk, "answer": "related"}).content.decode()
    )
    browser.post(page + "join/", {"other": third.pk, "answer": "related", "kind": "study"})
    assert Pair.objects.get().state == "related"
    browser.post(page + "join/", {"other": other.pk, "answer": "duplicate"})
    other.refresh_from_db()
    assert other.merged_into == one


def test_citations_of_another_review_cannot_be_named(owen: Member, mallory: Member) -> None:
    theirs = found(mallory, received("1"))[0]
    (mine,) = found(owen, received("2", "Mine"))
    signed_in(owen).post(f"{HERE}citation/{mine.pk}/join/", {"other": theirs.pk, "answer": "duplicate"})
    theirs.refresh_from_db()
    assert theirs.merged_into is None


def test_how_duplicates_are_found_is_kept(owen: Member) -> None:
    one, other = certain(owen)
    sources = [citation.records.get().run.source_id for citation in (one, other)]
    assert "Merge what is certain without asking" in text(owen, HERE + "how/")
    data = {"asked": ["same pages"], f"source_{sources[1]}": 1}
    assert signed_in(owen).post(HERE + "how/", data).status_code == 302
    wanted = Preferences.objects.get()
    assert (wanted.automatic, wanted.asked, wanted.sources) == (False, ["same pages"], [sources[1]])
    assert signed_in(owen).post(HERE + "how/", {"asked": ["no such rule"]}).status_code == 200
    look(owen)
    assert Pair.objects.get().state == "open"


def test_looking_again_is_background_work(owen: Member) -> None:
    certain(owen)
    assert "Looking" in signed_in(owen).post(HERE + "find/", follow=True).content.decode()
    signed_in(owen).post(HERE + "find/")
    assert Job.objects.active().filter(kind="duplicates.find").count() == 1


def test_related_reports_are_offered_where_a_study_is_named(owen: Member, ada: Member, grace: Member) -> None:
    make_protocol(owen.review)
    pair = found(owen, article("1"), article("2", "A wholly different report of the same trial, later"))
    people = (ada, grace)
    for citation in pair:
        for person in people:
            vote(person, citation.candidates.get(), "include")
    relate(by=owen, one=pair[0], other=pair[1], kind="study")
    one, other = Report.objects.order_by("pk")
    panel = f"{HERE}related/report/{one.pk}/"
    assert "Known to be related" in text(owen, panel)
    assert "Move to" not in text(owen, panel), "its study is not included yet"
    mark_retrieved(by=ada, report=other, link="https://example.org/text")
    for person in people:
        vote(person, other.candidate, "include")
    other.refresh_from_db()
    assert f"Move to {other.study}" in text(owen, panel)
    signed_in(owen).post(f"/r/exosomes/full-text/{one.pk}/study/", {"study": other.study_id})
    one.refresh_from_db()
    assert one.study == other.study
    assert "Known to be related" not in text(owen, panel)


def test_the_export_tells_merges_and_answers(owen: Member) -> None:
    _, other = certain(owen)
    pair = question(owen)
    answer(owen, pair, "separate")
    signed_in(owen).post(f"{HERE}merges/{other.pk}/undo/")
    lines = signed_in(owen).post("/r/exosomes/export/duplicates_csv/").getvalue().decode().splitlines()
    merged = next(line for line in lines if line.startswith("merge,"))
    assert ",same pages," in merged
    assert ",rule," in merged
    assert merged.count("Owen") == 1, "who undid it"
    assert sum(line.startswith("separate reports,") for line in lines) == 2


@pytest.mark.parametrize("address", ["", "merges/", "related/", "questions/{}/"])
def test_three_take_as_many_queries_as_one(owen: Member, address: str) -> None:
    first = _one_of_each(owen, 1)
    one = queries_of(owen, HERE + address.format(first.pk))
    for number in (2, 3):
        _one_of_each(owen, number)
    assert queries_of(owen, HERE + address.format(first.pk)) == one < 30


def _one_of_each(owner: Member, number: int) -> Pair:
    title = f"Exosomes and centre {'abcdefg'[number]}, a long title that two sources gave"
    found(owner, article(f"7{number}", title))
    imported(owner, article("", title, pages="100-109"), name=f"Again {number}")
    imported(
        owner, article("", title, journal="medRxiv", volume="", issue="", pages=""), name=f"Pre {number}"
    )
    return question(owner, number)


def queries_of(member: Member, address: str) -> int:
    browser = signed_in(member)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)
