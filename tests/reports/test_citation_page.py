"""From a citation's page to the records behind it."""

from __future__ import annotations

from django.urls import reverse

from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_not_retrieved
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.searching import found, make_source, received
from tests.world import furnish


def page(member: Member, name: str, pk: int) -> str:
    return signed_in(member).get(reverse(f"reports:{name}", args=["exosomes", pk])).content.decode()


def test_records_can_be_taken_out_from_here_by_those_who_may(owen: Member, ada: Member) -> None:
    (citation,) = found(owen, received("1"))
    door = reverse("duplicates:split", args=["exosomes", citation.pk])
    assert "shown from" not in page(owen, "citation", citation.pk), "of one record nothing is chosen"
    found(owen, received("1"), source=make_source(owen, "Ovid"))
    assert door in page(owen, "citation", citation.pk)
    assert "Which record each field is shown from" in page(owen, "citation", citation.pk)
    assert door not in page(ada, "citation", citation.pk)


def test_a_record_says_the_row_that_its_run_shows(owen: Member) -> None:
    (citation,) = found(owen, received("1"))
    assert "Row 1 of the run" in page(owen, "record", citation.records.get().pk)


def test_a_report_that_was_not_retrieved_waits_for_no_votes(owen: Member) -> None:
    sought = Report.objects.get(pk=furnish(owen)["sought_id"])
    assert "Votes open when" in page(owen, "citation", sought.citation_id)
    mark_not_retrieved(by=owen, report=sought, note="Out of print")
    shown = page(owen, "citation", sought.citation_id)
    assert "Not retrieved: there is nothing to judge." in shown
    assert "Votes open when" not in shown
