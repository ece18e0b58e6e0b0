"""The counts against a story told in plain numbers, and against the trail, along a long random walk."""

from __future__ import annotations

import contextlib
import random
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from screening.decisions.models import Candidate
from screening.decisions.operations import cast_vote, resolve, undo_vote
from screening.decisions.requirements import Refused
from screening.duplicates.operations import merge, split, undo_merge
from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_not_retrieved, mark_retrieved, reopen_retrieval
from screening.protocol.models import ExclusionReason
from screening.records.description import Description
from screening.records.models import Citation, Record
from screening.reports import prisma
from screening.searches.models import Run
from screening.searches.repairing import Dismissal, dismiss, repair
from screening.searches.withdrawing import restore_run, withdraw_run
from tests.casting import arranging, signed_in
from tests.decisions.rows import make_protocol, make_reason
from tests.reports.rows import article, bring, make_source, unreadable


def vote(by, citation, verdict, reason=None, stage="title_abstract"):
    candidate = Candidate.objects.get(citation=citation, stage=stage)
    cast_vote(by=by, candidate=candidate, verdict=verdict, key=uuid4(), reason=reason)


@pytest.fixture
def story(owen, ada, grace, judy):
    """Two databases and a letter: ten records of seven reports, one of them unreadable."""
    make_protocol(owen.review)
    reason = make_reason(owen.review, "Not low back pain")
    pubmed, embase = make_source(owen, "PubMed"), make_source(owen, "Embase")
    letters = make_source(owen, "Letters", "contact")
    one, two, three, four, _ = bring(
        owen, pubmed, article(1), article(2), article(3), article(4), unreadable("5")
    )
    bring(owen, embase, article(1), article(2), article(6))
    bring(owen, letters, article(7), article(3))
    six, seven = Citation.objects.get(pmid="6"), Citation.objects.get(pmid="7")
    for person in (ada, grace):
        for citation in (one, two, seven):
            vote(person, citation, "include")
        vote(person, three, "exclude")
    vote(ada, four, "include")
    vote(grace, four, "exclude")
    vote(ada, six, "include")
    reports = {citation.pk: Report.objects.get(citation=citation) for citation in (one, two, seven)}
    mark_retrieved(by=ada, report=reports[one.pk], link="https://example.org/1.pdf")
    mark_not_retrieved(by=ada, report=reports[two.pk], note="Not in any library.")
    mark_retrieved(by=ada, report=reports[seven.pk], link="https://example.org/7.pdf")
    for person in (ada, grace):
        vote(person, one, "include", stage="full_text")
        vote(person, seven, "exclude", reason, stage="full_text")
    return owen.review


def test_the_story_in_numbers(story):
    counts = prisma.count(review=story)
    left, right = counts.dbr, counts.other
    assert {source.name: source.n for source in left.sources} == {"PubMed": 5, "Embase": 3}
    assert {source.name: source.n for source in right.sources} == {"Letters": 2}
    assert (left.identified, left.duplicates, left.automation, left.screened) == (8, 2, 0, 5)
    assert [(reason.label, reason.n) for reason in left.removed_other] == [("unreadable record", 1)]
    assert (left.excluded_human, left.pending, left.conflicts, left.forwarded) == (1, 1, 1, 2)
    assert (left.sought, left.not_retrieved, left.awaiting, left.assessed, left.included) == (2, 1, 0, 1, 1)
    assert (right.identified, right.duplicates, right.screened, right.sought) == (2, 1, 1, 1)
    assert [(reason.label, reason.n) for reason in right.ft_excluded] == [("Not low back pain", 1)]
    assert (counts.studies_included, counts.reports_included) == (1, 1)
    assert counts.draft


def test_identities_hold_and_the_trail_tells_the_same(story):
    told = prisma.as_json(review=story)
    assert [identity["name"] for identity in told["identities"] if not identity["holds"]] == []
    assert told["recount"] == {"compared": 36, "differing": []}


def test_a_change_without_an_operation_is_noticed(story):
    with arranging(story):
        Candidate.objects.filter(outcome="excluded", stage="title_abstract").update(outcome="included")
    differing = {row["key"] for row in prisma.as_json(review=story)["recount"]["differing"]}
    assert {"dbr.excluded_human", "dbr.forwarded"} <= differing


def test_every_number_opens_as_many_rows(story, owen):
    client = signed_in(owen)
    for box, number in prisma.count(review=story).boxes().items():
        response = client.get(reverse("reports:box", args=[story.slug, box]))
        assert response.context["page"].paginator.count == number, box


def test_no_such_box(story, owen):
    for box in ("dbr.nothing", "left.screened", "included.x", "dbr.source", "dbr.ft_excluded.x", "x"):
        status = signed_in(owen).get(reverse("reports:box", args=[story.slug, box])).status_code
        assert status == (200 if box == "dbr.ft_excluded.x" else 404), box


def test_queries_do_not_grow(story, owen, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as few:
        prisma.count(review=story)
    bring(owen, make_source(owen, "Scopus"), *(article(n) for n in range(100, 140)))
    with django_assert_max_num_queries(len(few)):
        prisma.count(review=story)


@pytest.mark.parametrize("seed", range(6))
def test_identities_hold_after_every_step_of_a_random_walk(owen, ada, grace, judy, seed):
    """Whatever people do, in whatever order, both counts agree and add up."""
    chance = random.Random(seed)
    make_protocol(owen.review)
    reason = make_reason(owen.review, "Animal study")
    sources = [
        make_source(owen, "PubMed"),
        make_source(owen, "Registry", "register"),
        make_source(owen, "Web", "website"),
    ]
    bring(owen, sources[0], *(article(n) for n in range(1, 6)))
    for step in range(90):
        with _refusals_are_fine():
            _something_happens(chance, step, owen, [ada, grace, judy], sources, reason)
        if step % 6 == 5:
            told = prisma.as_json(review=owen.review)
            assert [i["sentence"] for i in told["identities"] if not i["holds"]] == [], (seed, step)
            assert told["recount"]["differing"] == [], (seed, step)


def _refusals_are_fine():
    return contextlib.suppress(Refused, ValidationError, PermissionDenied)


IN_SCREENING = ["vote"] * 6 + ["undo", "resolve", "retrieved", "retrieved", "missing", "reopen"]
IN_SEARCHES = ["arrive", "repair", "dismiss", "withdraw", "withdraw", "restore", "restore"]
IN_DUPLICATES = ["merge", "split", "unmerge"]


def _something_happens(chance, step, owen, voters, sources, reason: ExclusionReason) -> None:
    what = chance.choice(IN_SCREENING + IN_SEARCHES + IN_DUPLICATES)
    if what in IN_DUPLICATES:
        _somebody_compares(what, chance, owen)
    elif what in IN_SEARCHES:
        _somebody_searches(what, chance, step, owen, sources)
    else:
        _somebody_judges(what, chance, owen, voters, reason)


def _somebody_judges(what, chance, owen, voters, reason: ExclusionReason) -> None:
    who = chance.choice(voters)
    candidate = chance.choice(list(Candidate.objects.filter(review=owen.review)))
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
