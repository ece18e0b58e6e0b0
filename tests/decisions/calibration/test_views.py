"""The calibration pages: who sees what, before and after a round is closed."""

import re
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.decisions.calibration.operations import say, set_gate
from screening.decisions.calibration_models import Gate, PilotComment, PilotRound
from screening.decisions.models import Candidate
from screening.reviews.permissions import Role
from tests.casting import join, signed_in
from tests.decisions.calibration.rounds import drawn, judge_all, make_round
from tests.decisions.rows import make_candidate, vote

NEW_EACH_TIME = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|"key"( type="hidden")? value="[0-9a-f-]{36}"'
)


def address(name, *args):
    return reverse(f"decisions:{name}", args=["exosomes", *args])


def seen(member, where):
    answer = signed_in(member).get(where)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def closed(owen, ada, grace, candidates):
    pilot = make_round(owen, [ada, grace], size=3)
    first, second, third = drawn(pilot)
    for candidate, mine, theirs in [(first, "include", "exclude"), (second, "include", "include")]:
        vote(ada, candidate, mine, note="tell-tale")
        vote(grace, candidate, theirs)
    vote(ada, third, "exclude")
    vote(grace, third, "exclude")
    pilot.refresh_from_db()
    say(by=ada, pilot=pilot, text="Were these adults?", candidate=first)
    say(by=grace, pilot=pilot, text="A good start")
    return pilot


def test_an_owner_opens_a_round_and_closes_it(owen, ada, grace, candidates):
    browser = signed_in(owen)
    assert "No round was opened yet" in seen(owen, address("calibration"))
    given = {"size": 2, "members": [ada.pk, grace.pk], "seed": "spine"}
    answer = browser.post(address("open_pilot"), given)
    pilot = PilotRound.objects.get()
    assert answer["Location"] == address("pilot", pilot.pk)
    assert (pilot.counts, pilot.seed) == (False, "spine")
    page = seen(owen, address("pilot", pilot.pk))
    assert "0 of 2 have judged all 2 citations" in page
    assert "Not finished yet: Ada, Grace." in page
    assert "Not finished yet" not in seen(ada, address("pilot", pilot.pk))
    refused = browser.post(address("close_pilot", pilot.pk), {"reason": " "})
    assert refused.status_code == 422
    assert "Say why the round is closed early" in refused.content.decode()
    browser.post(address("close_pilot", pilot.pk), {"reason": "Enough"})
    assert "“Enough”" in seen(owen, address("pilot", pilot.pk))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "This field is required"),
        ({"size": "x"}, "Enter a whole number"),
        ({"size": 201}, "less than or equal to 200"),
        ({"size": 99}, "are not left"),
        ({"size": 1, "members": [10**9]}, "not one of the available choices"),
        ({"size": 1, "members": []}, "Choose two people at least"),
        ({"size": 1, "seed": "a\0"}, "Null characters"),
    ],
)
def test_a_round_that_cannot_be_opened_says_why(owen, ada, grace, candidates, given, sentence):
    data = ({"members": [ada.pk, grace.pk]} | given) if given else {}
    answer = signed_in(owen).post(address("open_pilot"), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PilotRound.objects.exists()


def test_in_the_room_the_round_comes_first_and_is_named(owen, ada, grace, candidates):
    pilot = make_round(owen, [ada, grace], size=1)
    assert "The citations of pilot round 1 wait for your vote" in seen(ada, address("room"))
    entered = signed_in(ada).post(address("take"), follow=True).content.decode()
    assert "Pilot round 1: <span data-judged>0</span> of 1" in entered
    vote(ada, drawn(pilot)[0], "include")
    page = seen(ada, address("room"))
    assert "You have judged all of pilot round 1" in page
    assert "Pilot round" not in seen(owen, address("room"))


def test_a_shut_gate_is_told_and_a_vote_refused_in_words(owen, ada, candidates):
    browser = signed_in(owen)
    browser.post(address("set_gate"), {"percent": "80", "kappa": "0.6"})
    assert Gate.objects.get().is_shut
    assert "Main screening is closed" in seen(ada, address("room"))
    assert "80 % agreement and a κ of 0.60" in seen(ada, address("calibration"))
    ballot = {"verdict": "include", "key": "0b7e1a5e-6f0e-4a53-8b43-3a4b3d2c1d11"}
    where = address("vote", candidates[0].pk)
    refused = signed_in(ada).post(where, ballot, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "Main screening is closed until a pilot round reaches" in refused.content.decode()
    assert browser.post(address("open_gate"), {"reason": ""}).status_code == 422
    browser.post(address("open_gate"), {"reason": "Two days left"})
    assert "“Two days left”" in seen(ada, address("calibration"))
    assert "Citation" in seen(ada, address("room"))


@pytest.mark.parametrize(
    "given", [{"percent": "0"}, {"percent": "x"}, {"kappa": "2"}, {"kappa": "nan"}, {"kappa": "0.123"}]
)
def test_thresholds_that_are_no_numbers(owen, given):
    assert signed_in(owen).post(address("set_gate"), given).status_code == 422
    assert not Gate.objects.exists()


def test_who_took_part_and_who_steers_or_audits_sees_the_votes_of_a_closed_round(
    owen, ada, grace, judy, audrey, olive, eve, closed
):
    outsider = join(owen, "Lin", Role.REVIEWER)
    for member in (owen, ada, grace, judy, audrey):
        page = seen(member, address("pilot", closed.pk))
        for told in ("tell-tale", "Were these adults?", "A good start", "66.7 %", "0.40"):
            assert told in page
        assert "66.7" in seen(member, address("calibration"))
    for member in (outsider, olive, eve):
        page = seen(member, address("pilot", closed.pk)) + seen(member, address("calibration"))
        assert "open to those who took part" in page
        for hidden in ("tell-tale", "adults?", "66.7", "0.40"):
            assert hidden not in page
        assert signed_in(member).post(address("say", closed.pk), {"text": "x"}).status_code in (403, 422)


def test_what_is_undefined_is_called_so(owen, ada, grace, candidates):
    set_gate(by=owen, percent=None, kappa="0.6")
    pilot = make_round(owen, [ada, grace], size=2)
    judge_all(pilot, ada, "ii")
    judge_all(pilot, grace, "ii")
    page = seen(owen, address("pilot", pilot.pk))
    assert "κ is undefined here" in page
    assert "does not pass by itself" in page
    assert "undefined" in seen(owen, address("calibration"))


def test_what_is_just_reached_is_called_so(owen, ada, grace, review, candidates):
    """0.6 is a little less than six tenths to a computer."""
    make_candidate(review, "Citation 4")
    set_gate(by=owen, percent=80, kappa=Decimal("0.60"))
    for number in range(5):
        make_candidate(review, f"More {number}")
    pilot = make_round(owen, [ada, grace], size=10)
    judge_all(pilot, ada, "iiiiieeeee")
    judge_all(pilot, grace, "iiiieeeeei")
    pilot.refresh_from_db()
    assert (pilot.percent, pilot.kappa, Gate.objects.get().is_shut) == (80, 0.6, False)
    page = seen(ada, address("pilot", pilot.pk))
    assert page.count("reaches the") == 2
    assert "below the" not in page


def test_a_comment_is_added_and_a_wrong_one_comes_back_with_its_text(ada, closed):
    browser, where = signed_in(ada), address("say", closed.pk)
    about = drawn(closed)[0].pk
    assert browser.post(where, {"text": "  So it is ", "candidate": about}).status_code == 302
    assert PilotComment.objects.order_by("-pk").first().text == "So it is"
    refused = browser.post(where, {"text": "y" * 10_001, "candidate": about})
    assert refused.status_code == 422
    assert "y" * 10_001 in refused.content.decode()
    assert browser.post(where, {"text": "Fine", "candidate": 10**12}).status_code == 404


def test_what_was_sent_twice_is_one_word_and_said_later_again_another(ada, grace, closed):
    browser, where = signed_in(ada), address("say", closed.pk)
    before = PilotComment.objects.count()
    for _ in range(2):
        assert browser.post(where, {"text": "Agreed "}).status_code == 302
    assert PilotComment.objects.count() == before + 1
    say(by=grace, pilot=closed, text="Are we?")
    browser.post(where, {"text": "Agreed"})
    assert PilotComment.objects.count() == before + 3


def test_a_form_that_is_no_longer_on_the_page_is_refused_in_words(owen, ada, grace, candidates):
    """Two owners at once, a second click, the page of yesterday."""
    browser = signed_in(owen)
    given = {"size": 1, "members": [ada.pk, grace.pk]}
    assert browser.post(address("open_pilot"), given).status_code == 302
    pilot = PilotRound.objects.get()
    browser.post(address("close_pilot", pilot.pk), {"reason": "Enough"})
    browser.post(address("open_pilot"), given)
    for where, data, sentence in (
        (address("open_pilot"), given, "A pilot round is open already"),
        (address("open_gate"), {"reason": "Two days left"}, "Main screening is open already"),
        (address("close_pilot", pilot.pk), {"reason": "Enough"}, "is closed already"),
        (address("say", pilot.pk), {"text": "Hm", "candidate": "x"}, "Enter a whole number"),
        (address("say", pilot.pk), {"text": "Hm", "candidate": outside(pilot)}, "was not in the round"),
    ):
        answer = browser.post(where, data)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), sentence
    for name in ("open_pilot", "set_gate", "open_gate"):
        assert browser.post(address(name) + "?stage=lunch", given).status_code == 404
    assert PilotRound.objects.count() == 2


def outside(pilot):
    return Candidate.objects.exclude(pk__in=[candidate.pk for candidate in drawn(pilot)]).first().pk


def test_a_round_in_which_nobody_judged_says_that_there_is_nothing_to_compare(owen, ada, grace, candidates):
    set_gate(by=owen, percent=None, kappa="0.6")
    pilot = make_round(owen, [ada, grace], size=2, counts=False)
    signed_in(owen).post(address("close_pilot", pilot.pk), {"reason": "Nobody had time"})
    page = seen(owen, address("pilot", pilot.pk))
    assert "There is nothing to compare" in page
    assert "2 citations that no two people judged" in page
    assert "said the same" not in page
    assert "both verdicts occur" not in page


def test_text_from_people_stays_text(owen, ada, grace, closed):
    say(by=ada, pilot=closed, text="<script>alert(1)</script> & more")
    page = seen(owen, address("pilot", closed.pk))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_the_pages_take_the_same_queries_with_one_and_with_three_of_everything(
    owen, ada, grace, review, candidates
):
    needed = []
    for size in (1, 3):
        for number in range(size):
            make_candidate(review, f"More {number}")
        pilot = make_round(owen, [ada, grace], size=size)
        judge_all(pilot, ada, "iei"[:size])
        judge_all(pilot, grace, "eie"[:size])
        pilot.refresh_from_db()
        for candidate in drawn(pilot):
            say(by=ada, pilot=pilot, text="Hm", candidate=candidate)
        counts = []
        for where in (address("calibration"), address("pilot", pilot.pk)):
            browser = signed_in(owen)
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(where).status_code == 200
            counts.append(len(captured))
        needed.append(counts)
    assert needed[0] == needed[1]


def asked(pilot, candidate):
    """Everything about an open round that Grace can ask for."""
    yield from (
        address(name)
        for name in ("room", "ahead", "calibration", "progress", "conflicts", "history", "look_again_list")
    )
    yield address("pilot", pilot.pk)
    yield address("candidate", candidate.pk)
    yield address("conflict", candidate.pk)
    yield reverse("reports:citation", args=["exosomes", candidate.citation_id])
    yield reverse("records:list", args=["exosomes"]) + "?title_abstract=pending"
    yield reverse("reports:overview", args=["exosomes"])
    yield reverse("reports:prisma", args=["exosomes"])


@pytest.mark.parametrize("counts", [True, False])
def test_in_an_open_round_nothing_shows_what_or_that_two_others_voted(
    owen, ada, grace, judy, candidates, counts
):
    """More votes than are required, and still not a byte of them; the page says when somebody has judged everything."""
    pilot = make_round(owen, [ada, grace, judy], size=2, counts=counts)
    candidate = drawn(pilot)[0]
    worlds = []
    for verdicts in (None, ("include", "include"), ("include", "exclude"), ("exclude", "exclude")):
        with transaction.atomic():
            for member, verdict in zip((ada, judy), verdicts or (), strict=False):
                vote(member, candidate, verdict, note="tell-tale", seconds=77)
            browser, world = signed_in(grace), []
            for where in asked(pilot, candidate):
                with CaptureQueriesContext(connection) as captured:
                    answer = browser.get(where)
                world.append(
                    (where, answer.status_code, len(captured), NEW_EACH_TIME.sub("", answer.content.decode()))
                )
            worlds.append(world)
            transaction.set_rollback(True)
    for other in worlds[1:]:
        for here, there in zip(worlds[0], other, strict=True):
            assert here == there
    assert not any("tell-tale" in body for *_, body in worlds[-1])
