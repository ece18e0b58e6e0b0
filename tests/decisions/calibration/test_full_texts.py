"""Pilot rounds and the gate at full text: drawn from what can be read, apart from those at titles and abstracts."""

import pytest
from django.urls import reverse

from screening.decisions.calibration.finished import finished
from screening.decisions.calibration.operations import close_round, open_gate, set_gate
from screening.decisions.calibration_models import PilotRound
from screening.decisions.requirements import Refused
from screening.fulltexts.operations import reopen_retrieval
from screening.fulltexts.queries import take_next
from screening.notices.models import Notice
from screening.protocol.models import Stage
from screening.records.models import Citation
from tests.casting import arranging, signed_in
from tests.decisions.calibration.rounds import drawn, judge_all, make_round
from tests.decisions.rows import make_candidate, outcome_of, vote
from tests.fulltexts.rows import retrieve, seek

PILOT = {"stage": Stage.FULL_TEXT}
STAGE = "?stage=full_text"


@pytest.fixture
def reports(protocol, reason, ada, grace):
    """Three full texts that are here, of citations that both included."""
    return [retrieve(ada, grace, title=f"Report {number}") for number in range(3)]


def address(name, *args):
    return reverse(name, args=["exosomes", *args])


def seen(member, where):
    answer = signed_in(member).get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_draws_from_full_texts_that_are_here_and_nobody_judged(owen, ada, grace, reports):
    seek(ada, grace, title="Still sought")
    vote(ada, reports[0].candidate, "include")
    with arranging(owen.review):
        gone = retrieve(ada, grace, title="Taken out since")
        Citation.objects.filter(pk=gone.citation_id).update(closed_as="other")
    with pytest.raises(Refused, match="full texts that nobody judged are not here"):
        make_round(owen, [ada, grace], size=3, **PILOT)
    pilot = make_round(owen, [ada, grace], size=2, **PILOT)
    assert {candidate.report_id for candidate in drawn(pilot)} == {reports[1].pk, reports[2].pk}
    assert str(pilot) == "Full-text pilot round 1"


def test_it_comes_first_stays_blind_and_is_settled_with_the_last_vote(owen, ada, grace, judy, reports):
    pilot = make_round(owen, [ada, grace], size=2, **PILOT)
    mine = {candidate.report_id for candidate in drawn(pilot)}
    [other] = {report.pk for report in reports} - mine
    assert take_next(member=judy) == other
    assert take_next(member=ada) in mine
    judge_all(pilot, ada, "ii")
    assert take_next(member=ada) is None
    judge_all(pilot, grace, "ii")
    pilot.refresh_from_db()
    assert (pilot.is_complete, pilot.percent) == (True, 100)
    assert [outcome_of(candidate) for candidate in drawn(pilot)] == [("included", "agreed")] * 2
    assert take_next(member=ada) == other
    told = Notice.objects.filter(kind__startswith="pilot.")
    assert {notice.kind for notice in told} == {"pilot.opened_at_full_text", "pilot.closed_at_full_text"}


def test_what_can_no_longer_be_read_holds_nothing_up(owen, ada, grace, reports):
    pilot = make_round(owen, [ada, grace], size=2, **PILOT)
    first, second = drawn(pilot)
    reopen_retrieval(by=owen, report=first.report, reason="The wrong file")
    assert finished(pilot=pilot).total == 1
    for member in (ada, grace):
        vote(member, second, "include")
    pilot.refresh_from_db()
    assert pilot.is_complete


def test_the_gate_of_one_stage_leaves_the_other_open(owen, ada, grace, reports):
    set_gate(by=owen, percent=80, kappa=None, **PILOT)
    assert take_next(member=owen) is None
    with pytest.raises(Refused, match="Main screening is closed"):
        vote(owen, reports[0].candidate, "include")
    vote(owen, make_candidate(owen.review), "include")
    assert "Main screening of full texts is closed" in seen(ada, address("fulltexts:list"))
    assert "is closed" not in seen(ada, address("decisions:calibration"))
    told = signed_in(owen).post(address("fulltexts:queue"), follow=True).content.decode()
    assert "Main screening is closed until a pilot round reaches" in told
    open_gate(by=owen, reason="One reader only", **PILOT)
    assert take_next(member=owen)


def test_rounds_of_the_two_stages_go_side_by_side(owen, ada, grace, reports):
    make_candidate(owen.review, "An abstract")
    at_titles = make_round(owen, [ada, grace], size=1)
    pilot = make_round(owen, [ada, grace], size=1, **PILOT)
    assert (at_titles.number, pilot.number) == (1, 1)
    judge_all(at_titles, ada, "i")
    assert close_round(by=owen, pilot=pilot, reason="Enough").closed_at
    at_titles.refresh_from_db()
    assert at_titles.closed_at is None


def test_on_the_pages(owen, ada, grace, reports):
    here = address("decisions:calibration") + STAGE
    browser = signed_in(owen)
    assert "How many full texts" in seen(owen, here)
    assert "How many citations" in seen(owen, address("decisions:calibration"))
    refused = browser.post(
        address("decisions:open_pilot") + STAGE, {"size": 9, "members": [ada.pk, grace.pk]}
    )
    assert (refused.status_code, "How many full texts" in refused.content.decode()) == (422, True)
    browser.post(address("decisions:open_pilot") + STAGE, {"size": 1, "members": [ada.pk, grace.pk]})
    pilot = PilotRound.objects.get()
    assert (pilot.stage, "Full-text pilot round 1" in seen(owen, here)) == (Stage.FULL_TEXT, True)
    assert "Full-text pilot" not in seen(owen, address("decisions:calibration"))
    page = seen(ada, address("decisions:pilot", pilot.pk))
    assert "0 of 2 have judged all 1 full text" in page
    assert "you judged 0 of 1" in seen(ada, address("fulltexts:list"))
    [candidate] = drawn(pilot)
    report = address("fulltexts:report", candidate.report_id)
    assert "Full-text pilot round 1: 0 of 1" in seen(ada, report)
    vote(ada, candidate, "include")
    told = signed_in(ada).post(address("fulltexts:queue"), follow=True).content.decode()
    assert "You have judged all of full-text pilot round 1" in told
    vote(grace, candidate, "exclude", reason=owen.review.exclusion_reasons.get())
    page = seen(ada, address("decisions:pilot", pilot.pk))
    assert f'href="{report}"' in page
    assert "opened pilot round 1 of full texts" in seen(owen, address("reports:trail"))
    answer = browser.post(address("decisions:set_gate") + STAGE, {"percent": "90", "kappa": ""})
    assert answer["Location"] == here
    assert "Main screening of full texts is closed" in seen(owen, here)
    answer = browser.post(address("decisions:open_gate") + STAGE, {"reason": "Few of them"})
    assert answer["Location"] == here
