"""The pages of progress and agreement: what they say, to whom, and what they cost."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from tests.casting import signed_in
from tests.decisions.calibration.rounds import make_round
from tests.decisions.rows import make_candidate, make_full_text, make_protocol, make_reason, vote


def url(name, *args, query=""):
    return reverse(f"decisions:{name}", args=["exosomes", *args]) + query


def seen(member, name, *args, query=""):
    """The page's text with single spaces and no tags, but for charts."""
    answer = signed_in(member).get(url(name, *args, query=query))
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def both(ada, grace, review, protocol):
    """Ada and Grace judged 20 candidates: 8 include, 9 exclude, 2 maybe against include, 1 disputed."""
    said = [("include", "include")] * 8 + [("exclude", "exclude")] * 9
    for first, second in [*said, *[("maybe", "include")] * 2, ("include", "exclude")]:
        candidate = make_candidate(review)
        vote(ada, candidate, first, seconds=12)
        vote(grace, candidate, second, seconds=20)


def test_agreement_of_a_pair_and_of_everybody(ada, both):
    page = seen(ada, "agreement")
    assert "Ada and Grace 20 judged by both as include 95.0 % 0.90 (0.71 to 1.00) 0.90" in page
    assert "as itself 85.0 %" in page
    assert "Whoever judged 20 candidates as include 95.0 %" in page
    assert "version 1 20 candidates as include" in page


def test_the_page_of_a_pair_crosses_their_verdicts(ada, grace, both):
    page = seen(grace, "pair", grace.pk, ada.pk)
    assert "Rows: Ada. Columns: Grace." in page
    assert "Include Exclude Together Include 10 1 11 Exclude 0 9 9 Together 10 10 20" in page
    assert "Include 8 0 1 9 Maybe 2 0 0 2 Exclude 0 0 9 9 Together 10 0 10 20" in page


def test_of_nothing_there_is_no_share(ada, protocol):
    page = seen(ada, "progress")
    assert "0 with all votes in 0 pending" in page


def test_undefined_is_told_in_words(ada, grace, review, protocol):
    for _ in range(20):
        candidate = make_candidate(review)
        vote(ada, candidate, "exclude")
        vote(grace, candidate, "exclude")
    page = seen(ada, "agreement")
    assert "Ada and Grace 20 judged by both never said 100.0 % undefined: all votes alike 1.00 1.00" in page
    assert "undefined: nobody included 1.00" in page
    assert not re.search(r"\b(nan|inf|None)\b", page)


@pytest.mark.parametrize("completed", [0, 1, 19])
def test_nothing_below_twenty(ada, grace, review, protocol, completed):
    for _ in range(completed):
        candidate = make_candidate(review)
        vote(ada, candidate, "include")
        vote(grace, candidate, "include")
    for page in (seen(ada, "agreement"), seen(ada, "pair", ada.pk, grace.pk)):
        assert "judged 20 candidates independently" in page
        assert "100.0 %" not in page


def test_a_part_with_fewer_says_so(ada, grace, review, both):
    make_protocol(review, number=2)
    candidate = make_candidate(review)
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    assert "version 2 fewer than 20" in seen(ada, "agreement")
    assert "version 2 fewer than 20" in seen(ada, "pair", ada.pk, grace.pk)


def test_full_texts_have_figures_of_their_own(ada, grace, review, protocol, both):
    assert "judged 20 candidates" in seen(ada, "agreement", query="?stage=full_text")
    reason = make_reason(review, "Not low back pain")
    for _ in range(20):
        text = make_full_text(review)
        vote(ada, text, "exclude", reason=reason)
        vote(grace, text, "exclude", reason=reason)
    assert "undefined: all votes alike" in seen(ada, "agreement", query="?stage=full_text")
    assert "95.0 %" in seen(ada, "agreement", query="?stage=nonsense")


def test_who_sees_figures(owen, ada, grace, judy, audrey, eve, ines, olive, both):
    for member in (owen, ada, judy, audrey):
        assert "Ada and Grace" in seen(member, "agreement")
        assert "Who judged what" in seen(member, "progress")
    for member in (eve, ines, olive):
        browser = signed_in(member)
        assert browser.get(url("agreement")).status_code == 403
        assert browser.get(url("pair", ada.pk, grace.pk)).status_code == 403
        page = seen(member, "progress")
        assert "When it will be done" in page
        assert "Grace" not in page


def test_no_pair_of_strangers_or_of_one(ada, grace, mallory, both):
    browser = signed_in(ada)
    for pair in ((ada.pk, ada.pk), (ada.pk, mallory.pk), (ada.pk, 10**9)):
        assert browser.get(url("pair", *pair)).status_code == 404


def test_progress_says_who_judged_what_and_what_waits_for_whom(ada, grace, judy, review, both):
    vote(ada, make_candidate(review), "include", seconds=500)
    page = seen(grace, "progress")
    assert "21 citations in screening" in page
    assert "20 with all votes in (95 %)" in page
    assert "Ada Reviewer 20 20 12 at most 1 –" in page
    assert "Grace Reviewer 20 20 20 1 –" in page
    assert "Judy Adjudicator 0 0 – at most 1 1" in page
    assert "at the pace of today" in page
    assert "days begin at midnight UTC" in page
    assert "Ada Reviewer 21 21 12 0 –" in seen(ada, "progress")


@pytest.mark.parametrize("query", ["", "?by=week", "?by=nonsense"])
def test_the_chart_has_a_title_a_description_and_a_table(ada, both, query):
    page = signed_in(ada).get(url("progress", query=query)).content.decode()
    chart = page[page.index('<svg class="bars"') :].partition("</svg>")[0]
    assert 'role="img" aria-labelledby="judged-chart-title judged-chart-told"' in chart
    assert "40 judged from " in chart
    assert chart.count("<rect") == (26 if query == "?by=week" else 28)
    assert "The same as a table" in page
    assert 'style="' not in page


def test_progress_when_all_is_done_and_when_nothing_is_there(ada, grace, review, protocol):
    assert "Nothing is in screening at this stage yet" in seen(ada, "progress")
    candidate = make_candidate(review)
    assert "No estimate" in seen(ada, "progress")
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    assert "All votes are in. 1 conflict waits to be settled" in seen(ada, "progress")


@pytest.mark.parametrize("name", ["progress", "agreement", "pair"])
def test_the_same_number_of_queries_however_much_there_is(name, ada, grace, judy, review, protocol, both):
    pages, counts = (ada.pk, grace.pk) if name == "pair" else (), []
    for voters in ((ada, grace), (ada, judy), (grace, judy)):
        for _ in range(20):
            candidate = make_candidate(review)
            for member in voters:
                vote(member, candidate, "include")
        browser = signed_in(ada)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url(name, *pages)).status_code == 200
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert Candidate.objects.filter(review=review, stage=Stage.TITLE_ABSTRACT).count() == 80


def test_progress_tells_what_is_held_back_by_a_pilot_round(owen, ada, grace, review, protocol):
    for _ in range(6):
        make_candidate(review)
    assert "a pilot round comes first" not in seen(ada, "progress")
    make_round(owen, [ada, grace], size=4)
    page = seen(ada, "progress")
    assert "Ada Reviewer 0 0 – 6 now 4 –" in page
    assert "Grace Reviewer 0 0 – at most 6 now at most 4 –" in page
    assert "Owen Owner 0 0 – at most 2 0" in page
    assert "“Now” is less, because a pilot round comes first" in page
