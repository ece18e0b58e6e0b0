"""Unreadable records: listed with their text, repaired or dismissed, and counted right whatever is done."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.decisions.queries import queue
from screening.records.description import Author, Description, Received, Section
from screening.records.models import Citation, Record
from screening.reports import prisma
from screening.reviews.models import Member
from screening.searches.models import Run
from screening.searches.repairing import Dismissal, dismiss, repair
from tests.casting import signed_in
from tests.searches.test_views import queries_of, text
from tests.searching import broken, found, imported, received

HERE = "/r/exosomes/search/problems/"
SAYS = Description(title="Vesicles", authors=(Author("Müller", "Ada"),), year=2020, doi="10.1000/x", pmid="7")


@pytest.fixture
def record(owen: Member) -> Record:
    raw = b"TI  - V\xe9sicles <script>alert(1)</script>"
    imported(owen, received("1"), Received(raw, problem="The record is cut off.", line=12))
    return Record.objects.get(fields={})


def counted(member: Member) -> tuple[int, int]:
    """Removed for other reasons, and screened; both counts of PRISMA agree and every identity holds."""
    told = prisma.as_json(review=member.review)
    assert [one["sentence"] for one in told["identities"] if not one["holds"]] == []
    assert told["recount"]["differing"] == []
    column = prisma.count(review=member.review).dbr
    return sum(reason.n for reason in column.removed_other), column.screened


def test_the_list_shows_text_and_line(record: Record, owen: Member, olive: Member) -> None:
    shown = text(signed_in(olive).get(HERE))
    for part in ("line 12", "The record is cut off.", "V\\xe9sicles &lt;script&gt;", "Whole text"):
        assert part in shown
    assert "Repair or dismiss" not in shown
    assert "Repair or dismiss" in text(signed_in(owen).get(f"{HERE}?run={record.run_id}"))
    assert "Every record was read" in text(signed_in(owen).get(f"{HERE}?run={record.run_id + 1}&state=x"))
    assert "1 record could not be read" in text(signed_in(olive).get("/r/exosomes/search/"))


def test_a_repaired_record_is_screened_and_stays_as_received(
    record: Record, owen: Member, ada: Member
) -> None:
    assert counted(owen) == (1, 1)
    fields = {
        "title": "Vesicles in discs",
        "authors": "Müller, Ada\nExosome Group",
        "year": "2020",
        "doi": "https://doi.org/10.1000/X",
        "pmid": "PMID: 77",
        "abstract": "BACKGROUND: Pain. METHODS: Mice.",
    }
    browser = signed_in(owen)
    assert browser.post(f"{HERE}{record.pk}/", fields).url == HERE
    citation = Citation.objects.get(pk=record.citation_id)
    assert (citation.title, citation.doi, citation.pmid, citation.year) == (
        "Vesicles in discs",
        "10.1000/x",
        "77",
        2020,
    )
    assert citation.author_names == ["Müller Ada", "Exosome Group"]
    assert [part["label"] for part in citation.abstract] == ["BACKGROUND", "METHODS"]
    before = record.raw
    record.refresh_from_db()
    assert (record.raw, record.fields, record.problem) == (before, {}, "The record is cut off.")
    assert citation in [candidate.citation for candidate in queue(member=ada)]
    assert counted(owen) == (0, 2)
    assert "Vesicles in discs" in text(browser.get(f"{HERE}?state=repaired"))
    again = text(browser.get(f"{HERE}{record.pk}/"))
    assert "Müller, Ada Exosome Group" in again, "ready to be corrected"


def test_what_was_written_can_be_corrected(record: Record, owen: Member) -> None:
    repair(by=owen, record=record, description=SAYS)
    repair(by=owen, record=record, description=Description(title="Vesicles!", abstract=(Section("Text."),)))
    events = AuditEvent.objects.filter(subject_type="citation", subject_id=record.citation_id)
    assert list(events.order_by("sequence").values_list("kind", flat=True)) == [
        "citation.closed",
        "citation.corrected",
        "citation.reopened",
        "citation.corrected",
    ]
    assert "title" in events.latest("sequence").data["fields"]
    assert "Vesicles" not in str(list(events.values_list("data", flat=True))), "the trail names fields only"


def test_a_dismissed_record_is_counted_by_its_reason_and_can_be_repaired(
    record: Record, owen: Member
) -> None:
    browser = signed_in(owen)
    assert browser.post(f"{HERE}{record.pk}/dismiss/", {"reason": "not a record"}).url == HERE
    assert counted(owen) == (1, 1)
    assert prisma.count(review=owen.review).dbr.removed_other[0].label == "not a record"
    assert "Dismissed: not a record" in text(browser.get(f"{HERE}?state=dismissed"))
    repair(by=owen, record=record, description=SAYS)
    assert counted(owen) == (0, 2)
    with pytest.raises(ValidationError, match="is screened"):
        dismiss(by=owen, record=record, reason=Dismissal.NO_RECORD)
    response = browser.post(f"{HERE}{record.pk}/dismiss/", {"reason": "not a record"})
    assert response.status_code == 200, "said on the page"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("title", " ", "required"), ("doi", "no", "no DOI"), ("pmid", "x", "no PMID"), ("year", "20", "1000")],
)
def test_a_form_that_is_wrong_keeps_what_was_typed(
    record: Record, owen: Member, field: str, value: str, sentence: str
) -> None:
    fields = {"title": "Vesicles", "journal": "Spine"} | {field: value}
    response = signed_in(owen).post(f"{HERE}{record.pk}/", fields)
    assert sentence in str(response.context["form"].errors[field])
    assert "Spine" in text(response)
    assert counted(owen) == (1, 1)


def test_what_was_read_is_not_repaired(owen: Member) -> None:
    imported(owen, received("1"), broken("1"))
    joined = Record.objects.get(fields={})
    with pytest.raises(ValidationError, match="nothing to repair"):
        repair(by=owen, record=joined, description=SAYS)
    readable = Record.objects.exclude(fields={}).get()
    assert signed_in(owen).get(f"{HERE}{readable.pk}/").status_code == 404


def test_reviewers_do_not_repair(record: Record, ada: Member) -> None:
    with pytest.raises(PermissionDenied):
        repair(by=ada, record=record, description=SAYS)


@pytest.mark.parametrize("reason", [None, Dismissal.NO_RECORD])
def test_read_at_last_it_does_not_stay_closed(owen: Member, reason: Dismissal | None) -> None:
    """The source sends it whole the next time: neither unreadable nor dismissed keeps it out of screening."""
    found(owen, broken("5"))
    if reason:
        dismiss(by=owen, record=Record.objects.get(), reason=reason)
    citation = found(owen, received("5"), source=Run.objects.get().source)[0]
    assert (citation.closed_as, citation.title) == ("", "Exosomes for low back pain")
    assert counted(owen) == (1, 1)


def test_ten_problems_take_as_many_queries_as_one(owen: Member) -> None:
    imported(owen, broken())
    one = queries_of(owen, HERE)
    imported(owen, *(broken() for _ in range(9)), name="Scopus")
    assert queries_of(owen, HERE) == one < 16


def test_dismissing_without_a_reason(record: Record, owen: Member) -> None:
    response: Any = signed_in(owen).post(f"{HERE}{record.pk}/dismiss/")
    assert response.context["dismissal"].errors
    assert counted(owen) == (1, 1)
