"""A run undone: nothing of it counts, nothing of it is lost, and restoring gives everything back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.decisions.models import Candidate, Vote
from screening.decisions.queries import queue
from screening.decisions.requirements import Refused
from screening.duplicates.models import Merge
from screening.duplicates.operations import merge, split, undo_merge
from screening.fulltexts.queries import reports_sought
from screening.jobs.models import Job
from screening.records.models import DATABASE_KINDS, Citation, Record
from screening.records.queries import citations_of
from screening.reports import prisma
from screening.reports.rail import rail_counts
from screening.reviews.models import Member
from screening.searches.models import Run, Source
from screening.searches.queries import earlier_imports, sources_of
from screening.searches.repairing import Dismissal, dismiss
from screening.searches.runs import ask_again
from screening.searches.withdrawing import consequences, restore_run, withdraw_run
from tests.casting import signed_in
from tests.decisions.rows import make_protocol, vote
from tests.duplicates.rows import look
from tests.searches.test_views import queries_of, text
from tests.searching import bring, broken, found, imported, imported_run, make_source, received

HERE = "/r/exosomes/search/"
WHY = "Exported without abstracts"


@pytest.fixture
def runs(owen: Member, ada: Member, grace: Member) -> tuple[Run, Run]:
    """PubMed found 1, 2 and a broken one; Embase's file 2 again and 3. Both reviewers included 1 and 2."""
    make_protocol(owen.review)
    one, two, _ = found(owen, received("1", "Mice"), received("2", "Rats"), broken("9"))
    imported(owen, received("2", "Rats"), received("3", "Dogs"))
    for citation in (one, two):
        for person in (ada, grace):
            vote(person, citation.candidates.get(stage="title_abstract"), "include")
    embase, pubmed = Run.objects.all()
    return pubmed, embase


def counted(member: Member) -> dict[str, int]:
    """Every number of PRISMA; both counts agree and every identity holds."""
    told = prisma.as_json(review=member.review)
    assert [one["sentence"] for one in told["identities"] if not one["holds"]] == []
    assert told["recount"]["differing"] == []
    return prisma.count(review=member.review).boxes()


def seen(member: Member) -> dict[str, Any]:
    """What lists, queues and the rail show."""
    return {
        "citations": {citation.title for citation in citations_of(member=member)},
        "queue": {candidate.citation.title for candidate in queue(member=member)},
        "sought": {report.citation.title for report in reports_sought(review=member.review)},
        "rail": rail_counts(member=member),
        "sources": [line.records for line in sources_of(review=member.review)],
        "boxes": counted(member),
    }


def test_what_only_this_run_found_is_set_aside(runs: tuple[Run, Run], owen: Member, ada: Member) -> None:
    pubmed, _ = runs
    told = consequences(run=pubmed)
    assert (told.records, told.set_aside, told.staying, told.decided, told.reports) == (3, 2, 1, 1, 1)
    votes = Vote.objects.unblinded(because="tests").count()
    withdraw_run(by=owen, run=pubmed, reason=WHY)
    now = seen(ada)
    assert now["citations"] == {"Rats", "Dogs"}
    assert (now["queue"], now["sought"], now["sources"]) == ({"Dogs"}, {"Rats"}, [0, 2])
    boxes = now["boxes"]
    assert (boxes["dbr.identified"], boxes["dbr.duplicates"], boxes["dbr.screened"]) == (2, 0, 2)
    assert (now["rail"]["searches"].text, now["rail"]["decisions"].text) == ("2", "1 / 2")
    assert Record.objects.count() == 5, "all kept"
    assert Vote.objects.unblinded(because="tests").count() == votes


def test_restoring_gives_everything_back(runs: tuple[Run, Run], owen: Member, ada: Member) -> None:
    before = seen(ada)
    for run in runs:
        withdraw_run(by=owen, run=run, reason=WHY)
    assert (seen(ada)["citations"], seen(ada)["boxes"]["dbr.identified"]) == (set(), 0)
    for run in runs:
        restore_run(by=owen, run=run)
    assert seen(ada) == before
    kinds = AuditEvent.objects.filter(subject_type="run", kind__in=["run.withdrawn", "run.restored"])
    assert kinds.count() == 4
    assert WHY not in str(list(kinds.values_list("data", flat=True)))


def test_a_citation_set_aside_takes_no_votes(runs: tuple[Run, Run], owen: Member, ada: Member) -> None:
    withdraw_run(by=owen, run=runs[1], reason=WHY)
    with pytest.raises(Refused, match="was undone"):
        vote(ada, Candidate.objects.get(citation__title="Dogs"), "include")


def test_the_route_follows_the_first_record_that_counts(owen: Member) -> None:
    found(owen, received("1"))
    letters = make_source(owen, "Letters", connector="", kind="contact")
    (citation,) = bring(owen, imported_run(owen, letters), received("1"))
    assert citation.route == "dbr"
    withdraw_run(by=owen, run=Run.objects.last(), reason=WHY)
    citation.refresh_from_db()
    assert citation.route == "other"
    assert counted(owen)["other.screened"] == 1
    restore_run(by=owen, run=Run.objects.last())
    citation.refresh_from_db()
    assert citation.route == "dbr"
    assert counted(owen)["other.duplicates"] == 1


def test_found_again_it_counts_again(runs: tuple[Run, Run], owen: Member, ada: Member) -> None:
    withdraw_run(by=owen, run=runs[0], reason=WHY)
    found(owen, received("1", "Mice"), source=runs[0].source)
    assert Citation.objects.filter(title="Mice").count() == 1
    assert seen(ada)["sought"] == {"Mice", "Rats"}, "with the votes it had"


def test_no_duplicates_among_what_is_set_aside(owen: Member) -> None:
    one = found(owen, received("", doi="10.1000/a"))[0]
    two = imported(owen, received("", doi="10.1000/a"))[0]
    withdraw_run(by=owen, run=Run.objects.first(), reason=WHY)
    look(owen)
    assert not Merge.objects.exists()
    with pytest.raises(ValidationError, match="was undone"):
        merge(by=owen, keep=one, others=[two])


def test_merged_undone_and_taken_apart(owen: Member) -> None:
    """The kept citation loses its own run: it stands on the merged record, which then leaves it."""
    one = found(owen, received("", "Mice"))[0]
    two = imported(owen, received("", "Mice!"))[0]
    merge(by=owen, keep=one, others=[two])
    withdraw_run(by=owen, run=Run.objects.last(), reason=WHY)
    assert [citation.pk for citation in citations_of(member=owen)] == [one.pk]
    counted(owen)
    with pytest.raises(ValidationError, match="first record stays"):
        split(by=owen, records=list(Record.objects.filter(run=Run.objects.first())))
    with pytest.raises(ValidationError, match="undone"):
        split(by=owen, records=list(Record.objects.filter(run=Run.objects.last())))
    undo_merge(by=owen, citation=two)
    assert [citation.pk for citation in citations_of(member=owen)] == [two.pk]
    counted(owen)
    restore_run(by=owen, run=Run.objects.last())
    assert len(citations_of(member=owen)) == 2
    counted(owen)


def test_no_second_time_and_not_at_work(runs: tuple[Run, Run], owen: Member) -> None:
    pubmed, embase = runs
    Job.objects.filter(payload__run=pubmed.pk).update(state=Job.State.RUNNING)
    with pytest.raises(ValidationError, match="still at work"):
        withdraw_run(by=owen, run=pubmed, reason=WHY)
    withdraw_run(by=owen, run=embase, reason=WHY)
    with pytest.raises(ValidationError, match="undone already"):
        withdraw_run(by=owen, run=embase, reason=WHY)
    with pytest.raises(ValidationError, match="nothing to restore"):
        restore_run(by=owen, run=pubmed)


def test_nothing_more_comes_into_it(runs: tuple[Run, Run], owen: Member) -> None:
    pubmed, _ = runs
    withdraw_run(by=owen, run=pubmed, reason=WHY)
    pubmed.refresh_from_db()
    with pytest.raises(ValidationError, match="restore it first"):
        bring(owen, pubmed, received("10"), first=10)
    with pytest.raises(ValidationError, match="nothing left to ask"):
        ask_again(by=owen, run=pubmed)
    with pytest.raises(ValidationError, match="restore it first"):
        dismiss(by=owen, record=Record.objects.get(fields={}), reason=Dismissal.NO_RECORD)


def test_the_file_may_come_again(owen: Member) -> None:
    run = imported_run(owen, make_source(owen, "Embase", connector=""))
    assert earlier_imports(review=owen.review, sha256={""}) == {"": [run]}
    withdraw_run(by=owen, run=run, reason=WHY)
    assert earlier_imports(review=owen.review, sha256={""}) == {}


def test_reviewers_do_not_undo(runs: tuple[Run, Run], ada: Member) -> None:
    with pytest.raises(PermissionDenied):
        withdraw_run(by=ada, run=runs[0], reason=WHY)


def test_the_page_tells_and_asks_twice(runs: tuple[Run, Run], owen: Member, olive: Member) -> None:
    pubmed, _ = runs
    browser, page = signed_in(owen), f"{HERE}run/{pubmed.pk}/"
    assert "Undo this run …" in text(browser.get(page))
    assert "Undo this run …" not in text(signed_in(olive).get(page))
    shown = text(browser.get(page + "undo/"))
    for part in ("citations set aside", "1 citation that is set aside is decided", "1 full text is sought"):
        assert part in shown
    refused = browser.post(page + "undo/", {"reason": WHY})
    assert "Tick this" in text(refused)
    assert WHY in text(refused)
    assert browser.post(page + "undo/", {"reason": WHY, "sure": "on"}).url == page
    for person in (owen, olive):
        assert f"{WHY}" in text(signed_in(person).get(page))
    mice = Citation.objects.get(title="Mice")
    assert "Set aside." in text(browser.get(f"/r/exosomes/report/citation/{mice.pk}/"))
    assert "undone already" in text(browser.post(page + "undo/", {"reason": WHY, "sure": "on"}))
    assert "undone" in text(browser.get(HERE))
    assert "Restored." in text(browser.post(page + "restore/", follow=True))
    assert "nothing to restore" in text(browser.post(page + "restore/", follow=True))


def test_the_page_tells_nothing_of_pending_votes(owen: Member, ada: Member) -> None:
    make_protocol(owen.review)
    (citation,) = found(owen, received("1"))
    page = f"{HERE}run/{Run.objects.get().pk}/undo/"
    before = text(signed_in(owen).get(page)).partition("<main")[2]
    vote(ada, citation.candidates.get(), "include")
    after = text(signed_in(owen).get(page)).partition("<main")[2]
    hidden = "csrfmiddlewaretoken"
    assert [part for part in before.split(">") if hidden not in part] == [
        part for part in after.split(">") if hidden not in part
    ]


def test_a_hundred_records_take_as_many_queries_as_one(owen: Member) -> None:
    found(owen, received("1"))
    found(owen, *(received(str(n), f"Title {n}") for n in range(2, 102)), source=Source.objects.get())
    many, one = (queries_of(owen, f"{HERE}run/{run.pk}/undo/") for run in Run.objects.all())
    assert many == one < 25


def test_kinds_of_sources_have_one_route_each() -> None:
    assert {kind for kind in Source.Kind if Source(kind=kind).route == "dbr"} == set(DATABASE_KINDS)
