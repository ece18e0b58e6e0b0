"""Whatever is imported, found, merged, parted, voted and undone, in whatever order: the counts close, and the trail
tells the same."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import cast_vote, resolve
from screening.duplicates.deciding import decide, take_back_answer
from screening.duplicates.deciding_together import decide_together
from screening.duplicates.gathering import gather
from screening.duplicates.models import Merge, Pair
from screening.duplicates.operations import merge, split, undo_merge
from screening.duplicates.queries import questions
from screening.records.models import Citation
from screening.reports import rail
from screening.reviews.models import Member
from screening.searches.models import Run
from screening.searches.withdrawing import restore_run, withdraw_run
from tests.decisions.rows import make_protocol
from tests.duplicates.rows import TITLE, article, assert_counts_add_up, look
from tests.searching import bring, imported_run, make_source

STEPS = 45
TITLES = [f"{TITLE}: {what}" for what in ("discs", "facet joints", "an erratum")]


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("seed", range(3))
def test_along_a_random_walk(owen: Member, ada: Member, grace: Member, judy: Member, seed: int) -> None:
    chance = random.Random(seed)
    make_protocol(owen.review)
    sources = [make_source(owen, "Embase", connector=""), make_source(owen, "Scopus", connector="")]
    sources.append(make_source(owen, "Letters", connector="", kind="contact"))
    for source in sources:
        bring(owen, imported_run(owen, source), *_records(chance))
    look(owen)
    for step in range(STEPS):
        with contextlib.suppress(ValidationError, PermissionDenied):
            _something(chance, owen, [ada, grace, judy], sources)
        assert rail.rail_counts(member=ada) == rail._counted(ada)[1]
        if step % 5 == 4:
            assert_counts_add_up(owen)
            assert_nothing_is_lost(owen)


def assert_nothing_is_lost(owner: Member) -> None:
    """Every vote on a merged citation is on the kept one too, or its caster was asked again there."""
    for done in Merge.objects.filter(review=owner.review, undone_at=None):
        here = set(Vote.rows.filter(candidate__citation=done.kept).values_list("by", "candidate__stage"))
        for candidate in Candidate.objects.filter(citation=done.emptied, stage="title_abstract"):
            for vote in Vote.rows.filter(candidate=candidate, superseded_by=None).exclude(
                verdict="withdrawn"
            ):
                assert (vote.by_id, "title_abstract") in here


def _something(chance: random.Random, owen: Member, voters: list[Member], sources: list) -> None:  # type: ignore[type-arg]
    what = chance.choice(["arrive", "arrive", "look", "look", "vote", "vote", "vote", "resolve", *PAIRWISE])
    match what:
        case "arrive":
            bring(owen, imported_run(owen, chance.choice(sources)), *_records(chance))
        case "look":
            look(owen, everything=chance.random() < 0.3)
        case "vote" | "resolve":
            _judge(what, chance, voters)
        case "together":
            _answer_together(chance, owen)
        case _:
            _compare(what, chance, owen)


def _records(chance: random.Random) -> Iterator:  # type: ignore[type-arg]
    for _ in range(chance.randrange(2, 5)):
        title = chance.choice(TITLES)
        yield article(
            "", title, volume=chance.choice(["12", "12", "13", ""]), pages=chance.choice(["100-9", ""])
        )


def _judge(what: str, chance: random.Random, voters: list[Member]) -> None:
    candidates = list(Candidate.objects.order_by("pk"))
    if not candidates:
        return
    candidate, verdict = chance.choice(candidates), chance.choice(["include", "include", "exclude"])
    if what == "vote":
        cast_vote(by=chance.choice(voters), candidate=candidate, verdict=verdict, key=uuid4())
    else:
        resolve(by=voters[2], candidate=candidate, verdict="include")


def _answer_together(chance: random.Random, owen: Member) -> None:
    if line := questions(member=owen):
        shown = gather(chance.choice(line), line)
        chosen = chance.sample(shown.citations, chance.randint(2, len(shown.citations)))
        said = chance.choice(["duplicate", "duplicate", "separate", "related"])
        decide_together(by=owen, shown=shown.pairs, citations=chosen, state=said)


PAIRWISE = ["answer", "together", "take back", "merge", "undo", "split", "withdraw", "restore"]


def _compare(what: str, chance: random.Random, owen: Member) -> None:
    pairs = list(Pair.objects.order_by("pk"))
    merges = list(Merge.objects.filter(undone_at=None).select_related("emptied").order_by("pk"))
    citations = list(Citation.objects.filter(merged_into=None).order_by("pk"))
    runs = list(Run.objects.order_by("pk"))
    match what:
        case "answer" if pairs:
            decide(
                by=owen, pair=chance.choice(pairs), state=chance.choice(["duplicate", "separate", "related"])
            )
        case "take back" if pairs:
            take_back_answer(by=owen, pair=chance.choice(pairs))
        case "merge" if citations:
            merge(by=owen, keep=chance.choice(citations), others=[chance.choice(citations)])
        case "undo" if merges:
            undo_merge(by=owen, citation=chance.choice(merges).emptied)
        case "split" if citations:
            split(by=owen, records=list(chance.choice(citations).records.order_by("-pk")[:1]))
        case "withdraw" if runs:
            withdraw_run(by=owen, run=chance.choice(runs), reason="The wrong file")
        case "restore" if runs:
            restore_run(by=owen, run=chance.choice(runs))
