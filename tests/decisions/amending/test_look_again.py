"""Votes under an older version: whose, concerned by what, kept or changed."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.accounts.operations import change_preferences
from screening.decisions.amending.look_again import outdated, piles, shares, waiting
from screening.decisions.amending.look_again_votes import keep_vote
from screening.decisions.models import Vote
from screening.decisions.operations import resolve
from screening.decisions.requirements import Refused
from screening.protocol.criteria import add_criterion
from screening.protocol.models import Criterion
from screening.protocol.operations import amend, freeze
from screening.protocol.reasons import retire_reason
from screening.reviews.team import remove_member
from tests.casting import signed_in
from tests.decisions.rows import make_candidate, outcome_of, vote
from tests.protocol.casting import make_frozen

pytestmark = pytest.mark.usefixtures("first_version")


@pytest.fixture
def first_version(owen):
    return make_frozen(owen)


@pytest.fixture
def reasons(owen, first_version):
    return list(owen.review.exclusion_reasons.order_by("position"))


def amended(owen, *, retire=None, criterion=""):
    draft = amend(by=owen, reason="Sharper")
    if retire:
        retire_reason(by=owen, version=draft, reason=retire)
    if criterion:
        add_criterion(by=owen, version=draft, kind=Criterion.Kind.EXCLUSION, text=criterion)
    return freeze(by=owen, version=draft)


def told(found):
    return [
        (pile.sort.key, pile.count, [f"{c.reason or c.code} {c.kind}" for c in pile.sort.changed])
        for pile in found
    ]


def address(name, *args, **query):
    return reverse(f"decisions:{name}", args=["exosomes", *args], query=query)


def test_nothing_before_an_amendment_and_nothing_cast_after_it(owen, ada, review):
    vote(ada, make_candidate(review), "include")
    assert piles(member=ada) == []
    amended(owen, criterion="Cells only")
    vote(ada, make_candidate(review), "include")
    assert outdated(member=ada).count() == 1


def test_votes_stand_in_piles_by_what_changed_their_own_reason_first(owen, ada, review, reasons):
    gone, kept, _ = reasons
    for verdict, reason in [
        ("include", None), ("maybe", None), ("exclude", gone), ("exclude", gone), ("exclude", kept), ("exclude", None),
    ]:  # fmt: skip
        vote(ada, make_candidate(review), verdict, reason=reason)
    amended(owen, retire=gone, criterion="Cells only")
    assert told(piles(member=ada)) == [
        (f"title_abstract-1-out-{gone.pk}", 2, [f"{gone.pk} gone"]),
        ("title_abstract-1-in", 2, ["E2 new"]),
        ("title_abstract-1-out-0", 1, []),
        (f"title_abstract-1-out-{kept.pk}", 1, []),
    ]
    assert waiting(member=ada) == 4


def test_to_keep_a_vote_is_a_new_one_under_the_version_in_force(owen, ada, grace, review):
    candidate = make_candidate(review)
    first = vote(ada, candidate, "include", note="adults")
    vote(grace, candidate, "include")
    now = amended(owen, criterion="Cells only")
    key = uuid4()
    kept = keep_vote(by=ada, candidate=candidate, key=key)
    assert (kept.verdict, kept.note, kept.protocol, kept.supersedes) == ("include", "adults", now, first)
    assert (kept.is_first, first.protocol.number) == (False, 1)
    assert keep_vote(by=ada, candidate=candidate, key=key) == kept, "the form sent twice"
    assert outcome_of(candidate) == ("included", "agreed")
    assert (waiting(member=ada), waiting(member=grace)) == (0, 1)
    with pytest.raises(Refused, match="up to date"):
        keep_vote(by=ada, candidate=candidate, key=uuid4())


def test_a_retired_reason_cannot_be_kept(owen, ada, review, reasons):
    candidate = make_candidate(review)
    vote(ada, candidate, "exclude", reason=reasons[0])
    amended(owen, retire=reasons[0])
    with pytest.raises(Refused, match="retired"):
        keep_vote(by=ada, candidate=candidate, key=uuid4())
    assert Vote.objects.own(ada).count() == 1
    page = signed_in(ada).get(address("look_again", pile=piles(member=ada)[0].sort.key)).content.decode()
    assert "not offered any more" in page
    assert "It still holds" not in page


def test_what_somebody_settled_or_took_out_is_not_listed(owen, ada, grace, judy, review):
    settled = make_candidate(review)
    vote(ada, settled, "include")
    vote(grace, settled, "exclude")
    resolve(by=judy, candidate=settled, verdict="include")
    vote(ada, make_candidate(review, closed_as=""), "include")
    amended(owen, criterion="Cells only")
    assert outdated(member=ada).count() == 1


def test_an_owner_is_told_of_completed_candidates_only(owen, ada, grace, review, reasons):
    done, pending = make_candidate(review, "done"), make_candidate(review, "pending")
    vote(ada, done, "exclude", reason=reasons[0])
    vote(grace, done, "exclude", reason=reasons[0])
    vote(ada, pending, "exclude", reason=reasons[0])
    amended(owen, retire=reasons[0])
    remove_member(by=owen, member=grace)
    found = shares(member=owen)
    assert [str(member) for member in found.people] == ["Ada", "Grace"]
    assert [(pile.count, counts) for pile, counts in found.rows] == [(2, [1, 1])]
    page = signed_in(owen).get(address("look_again_list")).content.decode()
    assert "(left)" in page
    assert "Everybody" not in signed_in(ada).get(address("look_again_list")).content.decode()


def test_behind_each_number_of_everybodys_stands_the_list(owen, ada, grace, review, reasons):
    done, pending = make_candidate(review, "Done with"), make_candidate(review, "Waiting")
    for member in (ada, grace):
        vote(member, done, "exclude", reason=reasons[0])
    vote(ada, pending, "exclude", reason=reasons[0])
    amended(owen, retire=reasons[0])
    key = f"title_abstract-1-out-{reasons[0].pk}"
    page = signed_in(owen).get(address("look_again_list", of=key)).content.decode()
    assert page.count("Done with") == 2
    assert "Waiting" not in page
    assert f"?of={key}#behind" in page
    for nonsense in ({"of": "x"}, {"of": key, "page": "last"}, {}):
        assert signed_in(owen).get(address("look_again_list", **nonsense)).status_code == 200
    assert "Done with" not in signed_in(ada).get(address("look_again_list", of=key)).content.decode()


def test_one_looks_again_as_one_likes_to_read(owen, ada, review):
    vote(ada, make_candidate(review, authors=[{"family": "Müller"}], journal="Spine"), "include")
    amended(owen, criterion="Cells only")
    change_preferences(by=ada.user, hide_origin=True, text_size="largest")
    page = signed_in(ada).get(address("look_again", pile="title_abstract-1-in")).content.decode()
    assert "look-again largest" in page
    assert "Müller" not in page
    assert "Spine" not in page


def test_who_may_look_at_the_list(owen, ada, audrey, olive, grace, review, reasons):
    candidate = make_candidate(review)
    vote(ada, candidate, "exclude", reason=reasons[0])
    vote(grace, candidate, "exclude", reason=reasons[0])
    amended(owen, retire=reasons[0])
    assert shares(member=audrey).rows[0][1] == [1, 1]
    page = signed_in(olive).get(address("look_again_list")).content.decode()
    assert reasons[0].label not in page


def test_one_goes_through_a_pile_by_keeping_changing_and_skipping(owen, ada, review):
    candidates = [make_candidate(review, f"Citation {number}") for number in range(3)]
    for candidate in candidates:
        vote(ada, candidate, "include")
    amended(owen, criterion="Cells only")
    key, browser = "title_abstract-1-in", signed_in(ada)
    page = browser.get(address("look_again", pile=key)).content.decode()
    assert "Citation 0" in page
    assert "3 left" in page
    assert "Cells only" in page
    kept = browser.post(
        address("look_again_vote", candidates[0].pk), {"keep": "1", "key": uuid4(), "pile": key}
    )
    assert kept["Location"] == address("look_again", pile=key, after=candidates[0].pk)
    assert (
        "Citation 2" in browser.get(address("look_again", pile=key, after=candidates[1].pk)).content.decode()
    )
    data = {"verdict": "exclude", "key": uuid4(), "pile": key, "note": "cells"}
    browser.post(address("look_again_vote", candidates[1].pk), data)
    newest = Vote.objects.own(ada).order_by("-pk").first()
    assert (newest.candidate, newest.verdict, newest.note, newest.protocol.number) == (
        candidates[1], "exclude", "cells", 2,
    )  # fmt: skip
    last = browser.post(
        address("look_again_vote", candidates[2].pk), {"keep": "1", "key": uuid4(), "pile": key}
    )
    assert browser.get(last["Location"])["Location"] == address("look_again_list")
    assert "up to date" in browser.get(address("look_again_list")).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"keep": "1", "key": "x"}, "no valid key"),
        ({"verdict": "include", "key": "x"}, "no valid key"),
        ({"verdict": "include", "note": "n" * 10_001}, "up to 10,000 characters"),
        ({"reason": 10**9}, "not offered here"),
        ({}, "Choose a verdict"),
    ],
)
def test_what_is_refused_is_said_and_the_citation_shown_again(owen, ada, review, data, sentence):
    candidate = make_candidate(review, "This very one")
    vote(ada, candidate, "include")
    amended(owen, criterion="Cells only")
    given = {"key": uuid4(), "pile": "title_abstract-1-in"} | data
    answer = signed_in(ada).post(address("look_again_vote", candidate.pk), given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "This very one" in answer.content.decode()
    assert Vote.objects.own(ada).count() == 1


@pytest.mark.parametrize(
    "query", [{}, {"pile": "x"}, {"pile": "title_abstract-1-in", "after": "9" * 30}, {"after": "x"}]
)
def test_an_address_that_leads_nowhere_leads_to_the_list(owen, ada, review, query):
    amended(owen, criterion="Cells only")
    assert signed_in(ada).get(address("look_again", **query))["Location"] == address("look_again_list")


def test_the_list_takes_the_same_queries_whatever_there_is(owen, ada, grace, review, reasons):
    browser, needed = signed_in(owen), []
    for number in (1, 3):
        for _ in range(number):
            candidate = make_candidate(review)
            for member in (owen, ada, grace)[: 1 + number]:
                vote(member, candidate, "exclude", reason=reasons[number - 1])
        amended(owen, retire=reasons[number - 1])
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address("look_again_list")).status_code == 200
        needed.append(len(captured))
    assert needed[0] == needed[1]


def test_the_life_of_a_citation_tells_the_version_of_each_vote(owen, ada, grace, review):
    candidate = make_candidate(review)
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    amended(owen, criterion="Cells only")
    keep_vote(by=ada, candidate=candidate, key=uuid4())
    page = signed_in(owen).get(reverse("reports:citation", args=["exosomes", candidate.citation_id]))
    assert [page.content.decode().count(f"Version {number}") for number in (1, 2)] == [2, 1]
