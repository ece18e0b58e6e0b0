"""Whatever is voted, voted at once, taken back, settled, opened again and amended, in whatever order: the counts close,
the trail tells the same, every outcome is what the votes say, and no vote is ever lost or altered."""

from __future__ import annotations

import contextlib
import random
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.decisions.amending.rule_changes import apply_rules, changes
from screening.decisions.batch_models import VoteBatch
from screening.decisions.bulk.asking import vote_on_all
from screening.decisions.bulk.batches import take_back_batch
from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import cast_vote, resolve, undo_vote
from screening.decisions.outcomes.reopening import reopen, take_back_reopening
from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_not_retrieved, mark_retrieved
from screening.jobs import running
from screening.jobs.models import Job
from screening.protocol.models import ProtocolVersion
from screening.protocol.queries import current_protocol
from screening.records.queries import citations_of
from screening.reviews.models import Member
from tests.decisions.rows import make_protocol, make_reason
from tests.duplicates.rows import article, assert_counts_add_up
from tests.searching import bring, imported_run, make_source

STEPS = 45
IN_ROOM = ["vote"] * 5 + ["undo", "resolve", "resolve"]
BEYOND = ["at once", "take back", "open", "open", "close", "amend", "apply", "apply", "retrieved", "missing"]


@pytest.mark.parametrize("seed", range(3))
def test_along_a_random_walk(owen: Member, ada: Member, grace: Member, judy: Member, seed: int) -> None:
    chance = random.Random(seed)
    make_protocol(owen.review)
    make_reason(owen.review, "Not clinical"), make_reason(owen.review, "No exosomes")
    for kind in ("database", "contact"):
        source = make_source(owen, f"Source {kind}", connector="", kind=kind)
        bring(owen, imported_run(owen, source), *(article("", f"A trial of {kind} {n}") for n in range(4)))
    cast: dict[int, tuple[str, int]] = {}
    for step in range(STEPS):
        with contextlib.suppress(ValidationError, PermissionDenied):
            _something(chance, owen, [ada, grace, judy])
        for job in Job.objects.active():
            running.run(job.pk)
        if step % 6 == 5:
            assert_counts_add_up(owen)
            now = {pk: (verdict, protocol) for pk, verdict, protocol in _votes()}
            assert cast.items() <= now.items(), "votes are only ever added"
            cast = now
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    protocol = current_protocol(review=owen.review)
    running.run(apply_rules(by=owen, version=protocol).pk)
    assert list(changes(version=protocol)) == [], "every outcome is what the votes and the rules say"
    assert_counts_add_up(owen)


def _votes() -> list[tuple[int, str, int]]:
    return list(Vote.rows.values_list("pk", "verdict", "protocol"))


def _something(chance: random.Random, owen: Member, voters: list[Member]) -> None:
    what = chance.choice(IN_ROOM + BEYOND)
    if what in IN_ROOM:
        _judge(what, chance, voters)
    else:
        _many(what, chance, owen, voters)


def _judge(what: str, chance: random.Random, voters: list[Member]) -> None:
    who, candidate = chance.choice(voters), chance.choice(list(Candidate.objects.order_by("pk")))
    verdict = chance.choice(["include", "include", "exclude", "maybe"])
    reason = chance.choice(list(who.review.exclusion_reasons.all())) if verdict == "exclude" else None
    match what:
        case "vote":
            cast_vote(by=who, candidate=candidate, verdict=verdict, key=uuid4(), reason=reason)
        case "undo":
            undo_vote(by=who, candidate=candidate, key=uuid4())
        case "resolve":
            conflicts = list(Candidate.objects.filter(outcome="conflict"))
            candidate = chance.choice(conflicts or [candidate])
            resolve(by=chance.choice(voters), candidate=candidate, verdict=verdict, reason=reason)


def _many(what: str, chance: random.Random, owen: Member, voters: list[Member]) -> None:
    who = chance.choice(voters)
    match what:
        case "at once":
            some = citations_of(member=who).filter(pk__in=chance.sample(_citations(who), 3))
            verdict = chance.choice(["include", "maybe"])
            vote_on_all(by=who, citations=some, verdict=verdict, key=uuid4())
        case "take back" if batches := list(VoteBatch.rows.order_by("pk")):
            batch = chance.choice(batches)
            take_back_batch(by=batch.by, batch=batch)
        case "amend":
            _amend(chance, owen)
        case "apply":
            apply_rules(by=owen, version=current_protocol(review=owen.review))
        case "open" | "close":
            _open_again(what, chance, owen)
        case "retrieved" | "missing" if reports := list(Report.objects.order_by("pk")):
            _seek(what, who, chance.choice(reports))


def _open_again(what: str, chance: random.Random, owen: Member) -> None:
    everything = Candidate.objects.order_by("pk")
    conflicts, decided = everything.filter(outcome="conflict"), everything.exclude(decided_by="")
    if what == "open":
        reopen(by=owen, candidate=chance.choice(list(decided) or list(everything)), reason="Look again")
    else:
        take_back_reopening(by=owen, candidate=chance.choice(list(conflicts) or list(everything)))


def _seek(what: str, who: Member, report: Report) -> None:
    if what == "retrieved":
        mark_retrieved(by=who, report=report, link="https://example.org/x.pdf")
    else:
        mark_not_retrieved(by=who, report=report, note="Not to be had.")


def _citations(member: Member) -> list[int]:
    return list(citations_of(member=member).order_by("pk").values_list("pk", flat=True))


def _amend(chance: random.Random, owen: Member) -> None:
    make_protocol(
        owen.review,
        number=ProtocolVersion.objects.filter(review=owen.review).count() + 1,
        votes_required=chance.choice([1, 2, 2, 3]),
        maybe=chance.choice(["include", "conflict"]),
        differing_reasons=chance.choice(["order", "conflict"]),
    )
