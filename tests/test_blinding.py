"""What others think of what is still pending shows nowhere: not a byte of it, not a query, at any address.

Ada acts in several worlds: she judges nothing; or judges a citation, a full text and a study, in one way or in
another. Whoever else asks for anything then gets the same answer in all of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.accounts.models import User
from screening.audit.events import Event
from screening.decisions.interest_models import Interest
from screening.decisions.models import Candidate
from screening.exports.exporter import EXPORTERS
from screening.extraction.answers import Answer
from screening.extraction.models import ExtractionForm
from screening.fulltexts.models import Report, Study
from screening.fulltexts.operations import mark_retrieved
from screening.protocol.models import ExclusionReason
from screening.records.filters import ORDERS
from screening.records.label_models import Label
from screening.records.labelling import add_label, put_on
from screening.reports.boxes import BOXES
from screening.reviews.models import Member
from screening.reviews.permissions import GRANTS, Permission, Role
from tests.casting import join, signed_in
from tests.decisions.rows import make_candidate, make_interest, vote
from tests.extraction.rows import DONE, complete, draft
from tests.fulltexts.rows import pdf
from tests.test_access import ADDRESSES, address
from tests.world import furnish

pytestmark = pytest.mark.usefixtures("refusals_are_not_news")

VERDICTS = (None, "include", "exclude")  # what Ada thinks; None: she was not here yet
# Where one can tell that somebody did something somewhere, and why that is all one learns. What she thinks, and
# of what, does not show there either.
TELLS_THAT_SOMETHING_HAPPENED = {
    "reports:trail": "events are numbered without gaps, so that a missing one shows: a hidden one leaves a gap",
    "reports:chain": "the chain is checked whole; its length is told",
    "exports:download trail_jsonl": "as the trail's page; what follows a hidden event has no hashes",
    "duplicates:join": "votes are carried to the citation that is kept: more queries, and nothing else",
    "duplicates:answer": "as duplicates:join",
    "decisions:decide_interests": "a barred member's vote is withdrawn: more queries, and nothing else",
    "decisions:bar": "as decisions:decide_interests",
}
LEADS_TO_A_NEW_ROW = (
    "extraction:new_version",
    "searches:run_again",
)  # on PostgreSQL numbers are never given twice
NEW_EACH_TIME = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|"key"( type="hidden")? value="[0-9a-f-]{36}"'
    r'|name="key" value="[0-9a-f-]{36}"|"at": "[^"]+"|\d\d:\d\d:\d\d'
)
NUMBERS = re.compile(r'"sequence": \d+|"(hash|previous)": "\w*"|class="num">\d+<|[\d,]+ events')


@pytest.fixture
def refusals_are_not_news(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level("CRITICAL", logger="django.request"):
        yield


@pytest.fixture
def scene(owen: Member, ada: Member) -> dict[str, Any]:
    """A citation, a full text and a study that wait for two people each; an example of every address."""
    examples = furnish(owen)
    sought = Report.objects.get(pk=examples["sought_id"])
    mark_retrieved(by=owen, report=sought, upload=pdf())
    for verdict in VERDICTS[1:]:
        add_label(by=owen, name=f"For {verdict}", colour="rust")
    examples |= {"report_id": sought.pk, "ada": ada}
    for number in range(3):
        make_candidate(owen.review, f"A citation that nobody judged {number}")
    make_interest(ada, Candidate.objects.get(pk=examples["candidate_id"]))
    return examples


def judge(scene: dict[str, Any], verdict: str) -> None:
    """What Ada does to the three things that wait; and a label on the first two, another one for each verdict."""
    ada, reason = scene["ada"], ExclusionReason.objects.get(pk=scene["reason_id"])
    given = {
        "note": f"tell-tale {verdict}",
        "reason": reason if verdict == "exclude" else None,
        "seconds": 77,
    }
    vote(ada, Candidate.objects.get(pk=scene["candidate_id"]), verdict, **given)
    vote(ada, Report.objects.get(pk=scene["report_id"]).candidate, verdict, **given)
    label = Label.objects.get(name=f"For {verdict}")
    waiting = [
        Report.objects.get(pk=scene["report_id"]).citation_id,
        Candidate.objects.get(pk=scene["candidate_id"]).citation_id,
    ]
    put_on(by=ada, label=label, citations=waiting, round_key=UUID(int=2))
    answers = {**DONE, "participants": Answer({"include": "77", "exclude": "99"}[verdict])}
    draft(ada, study_of(scene), form_of(scene), answers)


def study_of(scene: dict[str, Any]) -> Study:
    return Study.objects.get(pk=scene["study_id"])


def form_of(scene: dict[str, Any]) -> ExtractionForm:
    return ExtractionForm.objects.get(pk=scene["form_id"])


def questions(scene: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Every address with GET and an empty POST; every filter, order, box and export; and some bad forms."""
    for name in sorted(ADDRESSES):
        yield name, "get", address(name, scene | {"link": "x"}), {}
        # a file that is imported or thrown away is so in all worlds: a token that leads to none
        yield name, "post", address(name, scene | {"link": "x", "token": UUID(int=0)}), {}
    for name, query in filters(scene):
        yield name, "get", f"{address(name, scene)}?{query}", {}
    for route, box in product(("dbr", "other"), BOXES):
        yield "reports:box", "get", reverse("reports:box", args=["exosomes", f"{route}.{box}"]), {}
    for exporter in EXPORTERS:
        where = reverse("exports:download", args=["exosomes", exporter.key])
        yield f"exports:download {exporter.key}", "post", where, {}
    # merged with one that is decided, a vote is one of those that are open
    pending = Candidate.objects.filter(review__slug="exosomes", stage="title_abstract", outcome="pending")
    pair = list(pending.order_by("pk").values_list("citation_id", flat=True)[:2])
    joined = reverse("duplicates:join", args=["exosomes", pair[0]])
    yield "duplicates:join", "post", joined, {"other": pair[1], "answer": "duplicate"}
    # barred, she has no vote any more: whoever bars her does not learn whether she had one
    for do in ("bar", "dismiss"):
        data = {"do": do, "chosen": Interest.objects.get(member=scene["ada"]).pk}
        yield "decisions:decide_interests", "post", address("decisions:decide_interests", scene), data
    by_hand = {"member": scene["ada"].pk, "reason": "Co-author"}
    yield "decisions:bar", "post", address("decisions:bar", scene), by_hand
    for said in ("duplicate", "separate", "related"):
        yield "duplicates:answer", "post", address("duplicates:answer", scene), {"answer": said}
    for name, data in product(("decisions:vote", "fulltexts:judge"), REFUSED):
        yield name, "post", address(name, scene), {"key": UUID(int=1)} | data


REFUSED: tuple[dict[str, Any], ...] = (
    {"verdict": "never"},
    {"verdict": "maybe", "key": "x"},
    {"reason": 10**9},
)


def filters(scene: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "extraction:study", f"form={scene['form_id']}"
    yield from (("records:list", f"order={order}") for order in ORDERS)
    for label in ("none", *Label.objects.filter(review__slug="exosomes").values_list("pk", flat=True)):
        yield "records:list", f"label={label}"
        yield "records:label", f"label={label}&of=found&do=put&which={scene['label_id']}"
        yield "records:label", f"of=found&do=take&which={label}"
    yield from (("fulltexts:list", f"mine={mine}") for mine in ("open", "done"))
    for outcome in Candidate.Outcome.values:
        yield from (("records:list", f"{stage}={outcome}") for stage in ("title_abstract", "full_text"))
        yield "fulltexts:list", f"outcome={outcome}"
    for kind in (Event.VOTE_CAST, Event.CITATIONS_LABELLED, Event.OUTCOME_CHANGED, Event.EXTRACTION_SAVED):
        yield "reports:trail", f"kind={kind}"
    yield from (
        ("reports:trail", f"actor={pk}") for pk in User.objects.order_by("pk").values_list("pk", flat=True)
    )


def answers(
    member: Member,
    scene: dict[str, Any],
    *,
    only: tuple[str, ...] = ("",),
    briefly: bool = False,
    script: bool = False,
) -> list[tuple[str, Any]]:
    """What each request answers, where it leads, and how many queries it took; each is undone."""
    headers = {"cookie": signed_in(member).cookies.output(header="").strip()}
    if script:
        headers["HX-Request"] = "true"
    found: list[tuple[str, Any]] = []
    for name, method, where, data in questions(scene):
        if not name.startswith(only) or (briefly and ("?" in where or name == "reports:box")):
            continue
        cache.clear()  # wrong passwords are counted there
        reset_queries()  # Django remembers the last 9,000
        browser = Client(headers=headers)
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            answer = getattr(browser, method)(where, data)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        text = NEW_EACH_TIME.sub("", body.decode(errors="replace"))
        said = browser.cookies["messages"].value.partition(":")[0] if "messages" in browser.cookies else ""
        asked = f"{name}: {method} {where} {sorted(data)}"
        there = None if name in LEADS_TO_A_NEW_ROW else answer.get("Location")
        found.append((asked, (answer.status_code, there, said, len(captured), text)))
    return found


def leaks(worlds: list[list[tuple[str, Any]]]) -> list[str]:
    """Requests whose answers depend on what Ada thinks or, where that is not allowed, on whether she was here."""
    found = []
    for nothing, one, other in zip(*worlds, strict=True):
        asked = one[0]
        assert asked == other[0] == nothing[0]
        if one != other or "tell-tale" in str(one):
            found.append(f"WHAT SHE THINKS {asked}")
        elif one != nothing:
            name = asked.partition(": ")[0]
            plain = [
                (*_without_work(name, rest), NUMBERS.sub("", text)) for _, (*rest, text) in (nothing, one)
            ]
            if name not in TELLS_THAT_SOMETHING_HAPPENED or plain[0] != plain[1]:
                found.append(f"THAT SHE WAS HERE {asked}")
    return found


def _without_work(name: str, rest: list[Any]) -> list[Any]:
    """Carrying votes and withdrawing them takes queries of its own."""
    return rest[:-1] if name in TELLS_THAT_SOMETHING_HAPPENED else rest


def in_each_world(
    member: Member, scene: dict[str, Any], *, briefly: bool = False, script: bool = False
) -> list[list[tuple[str, Any]]]:
    worlds = []
    for verdict in VERDICTS:
        with transaction.atomic():
            if verdict:
                judge(scene, verdict)
            worlds.append(answers(member, scene, briefly=briefly, script=script))
            transaction.set_rollback(True)
    return worlds


# the others' rights are parts of these; an auditor sees everything
BLIND = [Role.OWNER, Role.ADJUDICATOR, Role.REVIEWER, Role.INFORMATION_SPECIALIST]


def test_the_roles_asked_stand_for_all() -> None:
    others = [GRANTS[role] for role in Role if role != Role.AUDITOR]
    assert all(any(rights <= GRANTS[role] for role in BLIND) for rights in others)


@pytest.mark.parametrize("role", BLIND)
def test_what_ada_thinks_shows_nowhere(scene: dict[str, Any], owen: Member, role: Role) -> None:
    member = owen if role == Role.OWNER else join(owen, "Somebody", role)
    if member.may(Permission.EXTRACT):
        draft(member, study_of(scene), form_of(scene), {"participants": Answer("20")})
    briefly = role not in (Role.OWNER, Role.REVIEWER)  # filters and boxes are the same for all
    assert leaks(in_each_world(member, scene, briefly=briefly)) == []


def test_nor_in_the_fragments_that_scripts_ask_for(scene: dict[str, Any], owen: Member) -> None:
    assert leaks(in_each_world(owen, scene, briefly=True, script=True)) == []


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADJUDICATOR, Role.REVIEWER, Role.EXTRACTOR])
def test_nor_what_she_found_while_ones_own_extraction_is_a_draft(
    scene: dict[str, Any], owen: Member, role: Role
) -> None:
    """Ada's is complete. Whoever has begun one of their own finishes it without hers."""
    member = owen if role == Role.OWNER else join(owen, "Somebody", role)
    draft(member, study_of(scene), form_of(scene), {"participants": Answer("20")})
    worlds = []
    for number in (None, "77", "99"):
        with transaction.atomic():
            if number:
                complete(scene["ada"], study_of(scene), form_of(scene), participants=Answer(number))
            worlds.append(answers(member, scene, only=("extraction:", "exports:", "reports:", "fulltexts:")))
            transaction.set_rollback(True)
    assert leaks(worlds) == []


def test_an_auditor_sees_it_and_so_the_tests_above_would_see_a_leak(
    scene: dict[str, Any], audrey: Member
) -> None:
    found = "\n".join(leaks(in_each_world(audrey, scene, briefly=True)))
    for name in ("reports:citation", "reports:trail", "exports:download decisions_csv"):
        assert f"WHAT SHE THINKS {name}" in found


def test_a_hidden_event_cannot_be_guessed_from_the_hashes_after_it(
    scene: dict[str, Any], owen: Member, audrey: Member
) -> None:
    judge(scene, "include")
    vote(owen, make_candidate(owen.review), "exclude")
    where = reverse("exports:download", args=["exosomes", "trail_jsonl"])

    def lines(member: Member) -> list[dict[str, Any]]:
        return [json.loads(line) for line in signed_in(member).post(where).getvalue().splitlines()]

    told = lines(owen)
    gap = next(n for n, line in enumerate(told, 1) if line["sequence"] != n)
    assert all(line["hash"] for line in told[: gap - 1])
    assert not any(line["hash"] or line["previous"] for line in told[gap - 1 :])
    whole = lines(audrey)
    assert [line["sequence"] for line in whole] == list(range(1, len(whole) + 1))
    assert all(line["hash"] for line in whole)
