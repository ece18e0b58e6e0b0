import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.audit.models import AuditEvent
from screening.decisions.models import Candidate
from screening.records.arrival import Arrival
from screening.records.models import Citation, Record
from screening.reviews.models import Member
from screening.searches.models import Source
from screening.searches.receiving import receive
from tests.searching import bring, broken, found, imported, imported_run, make_run, make_source, received


def test_a_record_is_kept_as_received(owen: Member) -> None:
    found(owen, received("11", "Exosomes", year=2020))
    record = Record.objects.get()
    assert record.raw == b"<raw>11 Exosomes</raw>"
    assert (record.position, record.accession, record.description.year) == (1, "11", 2020)


def test_new_citations_are_screened(owen: Member) -> None:
    citations = found(owen, received("11"), received("12", "Another"))
    assert [c.candidates.get().outcome for c in citations] == ["pending", "pending"]


def test_what_cannot_be_read_is_kept_raw_counted_and_closed(owen: Member) -> None:
    run = make_run(owen, make_source(owen))
    (closed,) = bring(owen, run, broken("11"))
    assert closed.title == "Unreadable record 11 (PubMed)"
    assert (closed.closed_as, closed.closed_reason) == ("other", "unreadable record")
    assert Record.objects.get().raw == b"<raw>broken"
    assert Record.objects.get().problem == "The record is cut off: its end is missing."
    assert not Candidate.objects.exists()
    assert AuditEvent.objects.get(kind="citation.closed").data == {
        "as": "other",
        "reason": "unreadable record",
    }
    assert (run.received, run.new_citations, run.unreadable) == (1, 1, 1)


def test_the_trail_tells_which_record_went_to_which_citation(owen: Member) -> None:
    found(owen, received("11"))
    (citation,) = imported(owen, received("12", "Another"), name="Embase")
    event = AuditEvent.objects.filter(kind="records.received").last()
    record = Record.objects.last()
    assert event is not None
    assert event.subject_type == "run"
    assert event.data == {"source": record.run.source_id, "route": "dbr", "pairs": [[record.pk, citation.pk]]}


def test_a_batch_delivered_twice_is_stored_once(owen: Member) -> None:
    run = make_run(owen, make_source(owen))
    batch = [received("11"), received("12", "Another")]
    bring(owen, run, *batch)
    bring(owen, run, *batch, received("13", "A third"))
    assert list(run.records.order_by("position").values_list("accession", flat=True)) == ["11", "12", "13"]
    assert (run.received, run.new_citations) == (3, 3)
    assert Citation.objects.count() == 3


def test_a_citation_keeps_the_route_of_its_first_record(owen: Member) -> None:
    (citation,) = found(owen, received("11"))
    chased = make_source(owen, "Reference lists", connector="", kind=Source.Kind.CITATIONS)
    (again,) = bring(owen, imported_run(owen, chased), received("11"))
    assert again == citation
    assert again.route == "dbr"


def test_a_title_of_100_000_characters_and_markup(owen: Member) -> None:
    title = "<script>alert(1)</script> " + "x" * 100_000
    (citation,) = found(owen, received("11", title))
    assert citation.title == title


@pytest.mark.parametrize("records", [1, 300])
def test_queries_do_not_grow_with_the_batch(owen: Member, records: int) -> None:
    """Values of one INSERT are limited, so several of one table are counted as one."""
    run = make_run(owen, make_source(owen))
    arrivals = [Arrival.of(n, received(str(n), f"Title {n}")) for n in range(1, records + 1)]
    with CaptureQueriesContext(connection) as captured:
        receive(by=owen, run=run, arrivals=arrivals)
    statements = [query["sql"][:40] for query in captured.captured_queries]
    single = [s for s, before in zip(statements, ["", *statements], strict=False) if s != before]
    assert len(single) == 15, single


def test_nobody_receives_for_another_review(owen: Member, mallory: Member) -> None:
    run = make_run(mallory, make_source(mallory))
    with pytest.raises(PermissionDenied):
        receive(by=owen, run=run, arrivals=[Arrival.of(1, received("1"))])
