"""Whatever people do, in whatever order, both counts agree and add up: a long random walk."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.decisions.calibration.operations import close_round, open_round
from screening.decisions.calibration_models import PilotRound
from screening.decisions.models import Candidate
from screening.decisions.operations import cast_vote, resolve, undo_vote
from screening.decisions.requirements import Refused
from screening.demo.eutils import StandIn
from screening.duplicates.operations import merge, split, undo_merge
from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_not_retrieved, mark_retrieved, reopen_retrieval
from screening.jobs import running
from screening.protocol.models import ExclusionReason
from screening.records.description import Description
from screening.records.models import Citation, Record
from screening.records.operations import correct, undo_correction
from screening.reports import prisma, rail
from screening.reports.rail import rail_counts
from screening.retractions.operations import note_said
from screening.retractions.said import RETRACTED, Said
from screening.searches.chases import start_chase
from screening.searches.importing import start_imports
from screening.searches.models import Run, Search
from screening.searches.operations import save_search
from screening.searches.repairing import Dismissal, dismiss, repair
from screening.searches.runs import start_run
from screening.searches.uploads import store
from screening.searches.withdrawing import restore_run, withdraw_run
from tests import searching
from tests.decisions.rows import make_protocol, make_reason
from tests.reports.rows import article, bring, make_source, unreadable
from tests.searches.chasing import SEED, small_pubmed


@pytest.fixture
def ncbi(settings: Any) -> Iterator[StandIn]:
    with small_pubmed(settings) as standin:
        yield standin


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.usefixtures("large")
def test_identities_hold_after_every_step(owen, ada, grace, judy, ncbi, settings, tmp_path, seed):
    """And what the rail keeps until something happens is what it would count."""
    settings.MEDIA_ROOT = tmp_path
    chance = random.Random(seed)
    make_protocol(owen.review)
    reason = make_reason(owen.review, "Animal study")
    sources = [
        make_source(owen, "PubMed"),
        make_source(owen, "Registry", "register"),
        make_source(owen, "Web", "website"),
    ]
    searched = searching.make_source(owen, "MEDLINE")
    bring(owen, sources[0], *(article(n) for n in range(1, 6)))
    _somebody_asks("search", chance, 0, owen, searched)
    for step in range(120):
        with _refusals_are_fine():
            _something_happens(chance, step, owen, [ada, grace, judy], [*sources, searched], reason)
        assert rail_counts(member=ada) == rail._counted(ada)[1], (seed, step)
        if step % 6 == 5:
            told = prisma.as_json(review=owen.review)
            assert [i["sentence"] for i in told["identities"] if not i["holds"]] == [], (seed, step)
            assert told["recount"]["differing"] == [], (seed, step)


def _refusals_are_fine():
    return contextlib.suppress(Refused, ValidationError, PermissionDenied)


IN_SCREENING = ["vote"] * 6 + ["undo", "resolve", "retrieved", "retrieved", "missing", "reopen"]
IN_SEARCHES = ["arrive", "repair", "dismiss", "withdraw", "withdraw", "restore", "restore"]
IN_PILOTS = ["open", "open", "close"]
IN_DUPLICATES = ["merge", "split", "unmerge"]
OF_SERVICES = ["search", "again", "chase", "chase", "import"]
ON_CITATIONS = ["correct", "correct", "bring back", "flag"]
STRATEGIES = ["concentrate[ti]", "marrow[ti] NOT 5[ti]", "#1 marrow[ti]\n#2 bone[ti]\n#3 #1 AND #2"]


def _something_happens(chance, step, owen, voters, sources, reason: ExclusionReason) -> None:
    what = chance.choice(IN_SCREENING + IN_PILOTS + IN_SEARCHES + IN_DUPLICATES + OF_SERVICES + ON_CITATIONS)
    if what in IN_PILOTS:
        _somebody_calibrates(what, chance, owen, voters)
    elif what in IN_DUPLICATES:
        _somebody_compares(what, chance, owen)
    elif what in IN_SEARCHES:
        _somebody_searches(what, chance, step, owen, sources[:3])
    elif what in OF_SERVICES:
        _somebody_asks(what, chance, step, owen, sources[3])
    elif what in ON_CITATIONS:
        _somebody_describes(what, chance, step, owen)
    else:
        _somebody_judges(what, chance, owen, voters, reason)


def _somebody_judges(what, chance, owen, voters, reason: ExclusionReason) -> None:
    who = chance.choice(voters)
    few = Candidate.objects.filter(review=owen.review).order_by("stage", "pk")[:12]  # so that votes meet
    candidate = chance.choice(list(few))
    verdict = chance.choice(["include", "include", "exclude", "maybe"])
    because = reason if verdict == "exclude" else None
    reports = list(Report.objects.filter(review=owen.review))
    match what:
        case "vote":
            cast_vote(by=who, candidate=candidate, verdict=verdict, key=uuid4(), reason=because)
        case "undo":
            undo_vote(by=who, candidate=candidate, key=uuid4())
        case "resolve":
            resolve(by=voters[2], candidate=candidate, verdict=verdict, reason=because)
        case "retrieved" if reports:
            mark_retrieved(by=who, report=chance.choice(reports), link="https://example.org/x.pdf")
        case "missing" if reports:
            mark_not_retrieved(by=who, report=chance.choice(reports), note="Not to be had.")
        case "reopen" if reports:
            reopen_retrieval(by=who, report=chance.choice(reports), reason="It came after all.")


def _somebody_calibrates(what, chance, owen, voters) -> None:
    match what:
        case "open":
            members, counts = voters[: chance.choice([2, 3])], chance.random() < 0.5
            open_round(by=owen, size=chance.choice([1, 1, 2]), members=members, counts=counts)
        case "close":
            for pilot in PilotRound.objects.filter(review=owen.review, closed_at=None):
                close_round(by=owen, pilot=pilot, reason="Enough")


def _somebody_searches(what, chance, step, owen, sources) -> None:
    run = chance.choice(list(Run.objects.filter(review=owen.review)))
    records = Record.objects.filter(review=owen.review)
    unread = chance.choice(list(records.filter(fields={}) or records))  # what was read is refused
    match what:
        case "arrive":
            new = [article(chance.randrange(1, 20)), unreadable(f"x{step}")]
            bring(owen, chance.choice(sources), *new)
        case "repair":
            repair(by=owen, record=unread, description=Description(title=f"Repaired in step {step}"))
        case "dismiss":
            dismiss(by=owen, record=unread, reason=Dismissal.NO_RECORD)
        case "withdraw":
            withdraw_run(by=owen, run=run, reason="The wrong file")
        case "restore":
            restore_run(by=owen, run=run)


def _somebody_compares(what, chance, owen) -> None:
    citations = list(Citation.objects.filter(review=owen.review))
    merged = [citation for citation in citations if citation.merged_into_id] or citations
    several = [citation for citation in citations if citation.records.count() > 1] or citations
    match what:
        case "merge":
            merge(by=owen, keep=chance.choice(citations), others=[chance.choice(citations)])
        case "split":
            split(by=owen, records=list(chance.choice(several).records.order_by("-pk")[:1]))
        case "unmerge":
            undo_merge(by=owen, citation=chance.choice(merged))


def _somebody_asks(what, chance, step, owen, searched) -> None:
    """With the job that follows, done at once."""
    citations = list(Citation.objects.filter(review=owen.review))
    match what:
        case "search":
            kept = save_search(by=owen, source=searched, strategy=chance.choice(STRATEGIES))
            started = [start_run(by=owen, search=kept)]
        case "again":
            asked = list(Search.objects.filter(review=owen.review).exclude(source__connector=""))
            started = [start_run(by=owen, search=chance.choice(asked))]
        case "chase":
            way = chance.choice(["pubmed_similar", "pubmed_cited_by", "pubmed_references"])
            seeds = [*Citation.objects.filter(review=owen.review, pmid=SEED)[:1], chance.choice(citations)]
            started = [start_chase(by=owen, chaser=way, citations=list({*seeds}))]
        case "import":
            ris = f"TY  - JOUR\nTI  - Letter {step}\nER  - \n\nTY  - JOUR\nER  - \n".encode()
            upload = store(review_id=owen.review_id, name="letters.ris", chunks=[ris])
            new = {"name": f"Letters {step}", "kind": "contact"}
            started = start_imports(by=owen, uploads=[upload], new_source=new)
    for _, job in started:
        running.run(job.pk)


def _somebody_describes(what, chance, step, owen) -> None:
    """What citations say, and what is said of them, must move no number."""
    citation = chance.choice(list(Citation.objects.filter(review=owen.review)))
    match what:
        case "correct":
            values = {"pmid": str(chance.randrange(1, 20)), "title": f"Corrected in step {step}"}
            correct(by=owen, citation=citation, values=values)
        case "bring back":
            undo_correction(by=owen, citation=citation, field=chance.choice(["pmid", "title"]))
        case "flag":
            said = {Said(RETRACTED)} if chance.random() < 0.7 else set()
            note_said(by=owen, said={citation.pk: frozenset(said)})
