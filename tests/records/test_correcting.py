"""What people correct is shown; what was received is kept and comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from screening.audit.models import AppendOnlyError, AuditEvent
from screening.decisions.models import Candidate
from screening.duplicates.operations import merge, split, undo_merge
from screening.exports.citations import entries
from screening.records.correction_models import Correction
from screening.records.models import Citation
from screening.records.operations import correct, undo_correction
from screening.records.queries import standing_corrections
from screening.reports import prisma
from screening.reviews.models import Member
from screening.searches.models import Run
from screening.searches.repairing import repair
from screening.searches.withdrawing import restore_run, withdraw_run
from tests.casting import arranging, signed_in
from tests.decisions.rows import vote
from tests.protocol.casting import make_frozen
from tests.searching import broken, found, imported, make_source, received

ABSTRACT = [{"label": "AIMS", "text": "Aim."}, {"label": "", "text": "Found."}]


@pytest.fixture
def citation(owen: Member) -> Citation:
    return found(owen, received("1", "Exosomes for low back pain", abstract=(), year=None))[0]


def standing(citation: Citation) -> dict[str, Any]:
    return {row.field: row.value for row in standing_corrections(citation=citation)}


def test_a_correction_is_shown_and_the_record_stays(owen: Member, citation: Citation) -> None:
    record = citation.records.get()
    before = (record.raw, dict(record.fields))
    correct(
        by=owen,
        citation=citation,
        values={"abstract": ABSTRACT, "year": 2020},
        source="PubMed",
        accession="1",
    )
    citation.refresh_from_db()
    assert (citation.abstract, citation.abstract_text, citation.year) == (
        ABSTRACT,
        "AIMS: Aim.\n\nFound.",
        2020,
    )
    record.refresh_from_db()
    assert (record.raw, record.fields) == before
    event = AuditEvent.objects.get(kind="citation.fields_changed")
    assert (event.subject_id, event.actor_id) == (citation.pk, owen.user_id)
    assert event.data == {"fields": ["year", "abstract"], "source": "PubMed 1"}


def test_each_field_is_brought_back_by_itself_to_what_was_received(owen: Member, citation: Citation) -> None:
    correct(by=owen, citation=citation, values={"title": "Second", "year": 2020})
    correct(by=owen, citation=citation, values={"title": "Third"})
    undo_correction(by=owen, citation=citation, field="title")
    citation.refresh_from_db()
    assert (citation.title, citation.year) == ("Exosomes for low back pain", 2020)
    assert standing(citation) == {"year": 2020}
    assert Correction.objects.filter(citation=citation).count() == 4, "every value is kept"


def test_typing_what_was_received_is_bringing_it_back(owen: Member, citation: Citation) -> None:
    correct(by=owen, citation=citation, values={"title": "Second"})
    correct(by=owen, citation=citation, values={"title": "Exosomes for low back pain"})
    assert standing(citation) == {}
    with pytest.raises(ValidationError, match="received already"):
        undo_correction(by=owen, citation=citation, field="title")


def test_nothing_new_is_no_correction(owen: Member, citation: Citation) -> None:
    with pytest.raises(ValidationError, match="already"):
        correct(by=owen, citation=citation, values={"title": citation.title})
    assert not Correction.objects.exists()


def test_corrections_are_only_added_to(owen: Member, citation: Citation) -> None:
    correct(by=owen, citation=citation, values={"year": 2020})
    with pytest.raises(AppendOnlyError), arranging(owen.review):
        Correction.objects.update(value=2021)


def test_only_those_who_run_searches_correct(ada: Member, citation: Citation) -> None:
    with pytest.raises(PermissionDenied):
        correct(by=ada, citation=citation, values={"year": 2020})


def test_votes_outcomes_and_counts_are_untouched(
    owen: Member, ada: Member, grace: Member, citation: Citation
) -> None:
    make_frozen(owen)
    candidate = Candidate.objects.get(citation=citation)
    vote(ada, candidate, "include")
    before = prisma.count(review=owen.review).boxes()
    correct(by=owen, citation=citation, values={"abstract": ABSTRACT, "title": "Another", "doi": "10.1/x"})
    assert prisma.count(review=owen.review).boxes() == before
    assert all(
        row.same for row in prisma.compare(review=owen.review, counts=prisma.count(review=owen.review))
    )
    vote(grace, candidate, "include")
    candidate.refresh_from_db()
    assert candidate.outcome == "included"


def test_a_filled_abstract_is_read_in_the_room(owen: Member, ada: Member, citation: Citation) -> None:
    make_frozen(owen)
    room = reverse("decisions:room", args=["exosomes"])
    browser = signed_in(ada)
    browser.post(reverse("decisions:take", args=["exosomes"]))
    assert "Found." not in browser.get(room).content.decode()
    correct(by=owen, citation=citation, values={"abstract": ABSTRACT})
    assert "Found." in browser.get(room).content.decode()


def test_a_merge_and_its_undoing_keep_the_corrections_of_each(owen: Member, citation: Citation) -> None:
    (other,) = imported(owen, received("", "Exosomes for low back pain: a trial"))
    correct(by=owen, citation=other, values={"year": 1999})
    correct(by=owen, citation=citation, values={"year": 2020})
    merge(by=owen, keep=citation, others=[other])
    with pytest.raises(ValidationError, match=f"citation {citation.pk}"):
        correct(by=owen, citation=other, values={"year": 2000})
    citation.refresh_from_db()
    assert citation.year == 2020
    undo_merge(by=owen, citation=other)
    other.refresh_from_db()
    assert (other.year, standing(other)) == (1999, {"year": 1999})


def test_what_is_taken_out_says_what_its_record_says(owen: Member, citation: Citation) -> None:
    (same,) = found(owen, received("1", "Exosomes for low back pain"), source=make_source(owen, "Ovid"))
    assert same == citation
    correct(by=owen, citation=citation, values={"title": "Corrected"})
    new = split(by=owen, records=[citation.records.order_by("pk").last()])
    assert (new.title, standing(new)) == ("Exosomes for low back pain", {})
    citation.refresh_from_db()
    assert citation.title == "Corrected"


def test_a_run_that_is_undone_and_restored_brings_the_correction_back(
    owen: Member, citation: Citation
) -> None:
    correct(by=owen, citation=citation, values={"year": 2020})
    run = Run.objects.get()
    withdraw_run(by=owen, run=run, reason="Wrong strategy")
    with pytest.raises(ValidationError, match="undone"):
        undo_correction(by=owen, citation=citation, field="year")
    restore_run(by=owen, run=run)
    citation.refresh_from_db()
    assert (citation.year, citation.withdrawn) == (2020, False)


def test_a_later_record_joins_by_what_was_filled_in(owen: Member) -> None:
    (without,) = imported(owen, received("", "Exosomes for low back pain"))
    correct(by=owen, citation=without, values={"pmid": "77"}, source="PubMed", accession="77")
    assert found(owen, received("77", "Exosomes for low back pain")) == [without]


def test_writing_an_unreadable_record_down_again_sets_corrections_aside(owen: Member) -> None:
    (citation,) = found(owen, broken("1"))
    record = citation.records.get()
    with pytest.raises(ValidationError, match="Unreadable records"):
        correct(by=owen, citation=citation, values={"year": 2020})
    repair(by=owen, record=record, description=received("1", "Written down").description)
    correct(by=owen, citation=citation, values={"title": "Corrected"})
    repair(by=owen, record=record, description=received("1", "Written again").description)
    citation.refresh_from_db()
    assert (citation.title, standing(citation)) == ("Written again", {})


def test_an_export_says_what_is_shown(owen: Member, citation: Citation) -> None:
    correct(by=owen, citation=citation, values={"abstract": ABSTRACT, "year": 2020, "pmid": ""})
    (entry,) = entries(member=owen, scope="all")
    said = entry.description
    assert (said.abstract_text, said.year, said.pmid) == ("AIMS: Aim.\n\nFound.", 2020, "")
