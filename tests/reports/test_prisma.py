"""The counts against a story told in plain numbers, and against the trail."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from screening.decisions.models import Candidate
from screening.decisions.operations import cast_vote
from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_not_retrieved, mark_retrieved
from screening.records.models import Citation
from screening.reports import prisma
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
