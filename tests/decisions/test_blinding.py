"""While a candidate is pending, nothing Grace can reach depends on what Ada did there: not a byte, not a query."""

import re
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.decisions.queries import queue
from tests.casting import signed_in
from tests.decisions.rows import make_candidate, make_protocol, make_reason, vote

NEW_EACH_TIME = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|"key" value="[0-9a-f-]{36}"'
)  # whoever did what
WORLDS = (None, "include", "maybe", "exclude")  # what Ada did


def requests(candidate, *, then_vote):
    """Every request of this slice that Grace can make, most of them about the candidate."""

    def at(name, *args, query=""):
        return reverse(f"decisions:{name}", args=["exosomes", *args]) + query

    yield from (("get", at(name), {}) for name in ("room", "history", "progress", "agreement", "conflicts"))
    for name in ("take", "ahead", "leave", "take"):
        yield "post", at(name), {}
    yield "get", at("room"), {}
    yield "get", at("progress", query="?by=week&stage=full_text"), {}
    yield "get", at("room", query=f"?without={candidate.pk}"), {}
    yield "get", at("history", query="?verdict=include&text=Citation"), {}
    yield "get", at("conflicts", query="?page=2"), {}
    yield "get", at("candidate", candidate.pk), {}
    yield "get", at("conflict", candidate.pk), {}
    refused = (
        {},
        {"verdict": "exclude"},
        {"verdict": "include", "key": "x"},
        {"verdict": "include", "reason": 10**9},
    )
    for data in refused:
        yield "post", at("vote", candidate.pk), {"key": uuid4()} | data
    yield "post", at("resolve", candidate.pk), {"verdict": "include"}
    if then_vote:
        yield "post", at("vote", candidate.pk), {"key": uuid4(), "verdict": "maybe", "note": "changed"}
        yield "get", at("room"), {}
        yield "post", at("undo", candidate.pk), {"key": uuid4(), "then": "history"}
        yield "get", at("history"), {}


def answers(member, candidate, *, then_vote, headers):
    """What each request answers, and how many queries it took."""
    client = signed_in(member)
    for method, address, data in requests(candidate, then_vote=then_vote):
        with CaptureQueriesContext(connection) as captured:
            answer = getattr(client, method)(address, data, headers=headers)
        body = NEW_EACH_TIME.sub("", answer.content.decode())
        yield method, address, sorted(data), answer.status_code, answer.get("Location"), len(captured), body


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["form", "script"])
@pytest.mark.parametrize(("required", "grace_voted"), [(2, False), (3, False), (3, True)])
def test_what_ada_did_does_not_show(ada, grace, judy, review, required, grace_voted, headers):
    make_protocol(review, votes_required=required, reason_required=True)
    reason = make_reason(review, "Not low back pain")
    team = [ada, grace, judy][:required]
    for verdicts in (["include"] * 3, ["include", "exclude", "include"]):  # one completed, one conflict
        done = make_candidate(review, "Citation done")
        for member, verdict in zip(team, verdicts, strict=False):
            vote(member, done, verdict, reason=reason if verdict == "exclude" else None, seconds=9)
    candidates = [make_candidate(review, f"Citation {number}") for number in range(4)]
    candidate = queue(member=grace).first()
    assert candidate in candidates
    if grace_voted:
        vote(grace, candidate, "include", seconds=5)
    worlds = []
    for verdict in WORLDS:
        with transaction.atomic():
            if verdict:
                given = reason if verdict == "exclude" else None
                vote(ada, candidate, verdict, note="tell-tale", reason=given, seconds=77)
            worlds.append(list(answers(grace, candidate, then_vote=required == 3, headers=headers)))
            transaction.set_rollback(True)
    for other in worlds[1:]:
        for here, there in zip(worlds[0], other, strict=True):
            assert here == there
    assert not any("tell-tale" in body for *_, body in worlds[-1])


def test_the_test_would_see_a_leak(ada, grace, review):
    """With one vote required Ada's vote completes the candidate, which may show: then the pages differ."""
    make_protocol(review, votes_required=1)
    candidate = make_candidate(review)
    before = list(answers(grace, candidate, then_vote=False, headers={}))
    vote(ada, candidate, "include")
    assert before != list(answers(grace, candidate, then_vote=False, headers={}))
