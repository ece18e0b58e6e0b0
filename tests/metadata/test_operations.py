"""Accepting, dismissing, putting forward again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.metadata.models import Proposal
from screening.metadata.operations import accept, accept_all, dismiss, look_up, reopen
from screening.metadata.queries import dismissed_proposals, open_proposals
from screening.records.models import Citation
from screening.records.operations import correct, undo_correction
from screening.reports import prisma
from screening.reviews.models import Member
from tests.metadata.rows import FOUND, lacking, proposed, without


@pytest.fixture
def citation(owen: Member) -> Citation:
    return lacking(owen, without(FOUND))[0]


def still_open(member: Member) -> set[str]:
    return set(open_proposals(review=member.review).values_list("field", flat=True))


def test_what_is_accepted_is_a_correction_with_its_source(owen: Member, citation: Citation) -> None:
    before = prisma.count(review=owen.review).boxes()
    accept(by=owen, proposals=proposed(owen, citation))
    citation.refresh_from_db()
    assert (citation.abstract_text, citation.doi, citation.pmid) == ("Filled in.", "10.1000/found", "77")
    event = AuditEvent.objects.get(kind="citation.fields_changed")
    assert event.data == {"fields": ["DOI", "PMID", "abstract"], "source": "PubMed 77"}
    assert still_open(owen) == set()
    assert prisma.count(review=owen.review).boxes() == before


def test_bringing_back_what_was_received_proposes_it_again(owen: Member, citation: Citation) -> None:
    accept(by=owen, proposals=proposed(owen, citation))
    undo_correction(by=owen, citation=citation, field="doi")
    assert still_open(owen) == {"doi"}


def test_a_field_that_was_filled_meanwhile_is_left_alone(owen: Member, citation: Citation) -> None:
    proposals = proposed(owen, citation)
    correct(by=owen, citation=citation, values={"doi": "10.1000/typed"})
    accept(by=owen, proposals=proposals)
    citation.refresh_from_db()
    assert (citation.doi, citation.pmid) == ("10.1000/typed", "77")
    with pytest.raises(ValidationError, match="no longer proposed"):
        accept(by=owen, proposals=proposals)


def test_of_two_values_for_a_field_the_first_is_taken(owen: Member, citation: Citation) -> None:
    proposals = proposed(owen, citation)
    dismiss(by=owen, proposals=proposals)
    proposals += proposed(owen, citation, replace(FOUND, doi="10.1000/other"), source="OpenAlex")
    reopen(by=owen, proposals=proposals[:3])
    accept(by=owen, proposals=proposals)
    citation.refresh_from_db()
    assert citation.doi == "10.1000/found"


def test_what_was_dismissed_stays_so_when_it_is_found_again(owen: Member, citation: Citation) -> None:
    proposals = proposed(owen, citation)
    doi = next(one for one in proposals if one.field == "doi")
    dismiss(by=owen, proposals=[doi])
    assert AuditEvent.objects.get(kind="proposal.dismissed").data == {"field": "DOI", "source": "PubMed 77"}
    proposed(owen, citation)
    assert still_open(owen) == {"abstract", "pmid"}
    proposed(owen, citation, replace(FOUND, doi="10.1000/better"))
    assert still_open(owen) == {"abstract", "doi", "pmid"}
    assert Proposal.objects.filter(field="doi").count() == 3, "earlier answers are kept"


def test_a_dismissed_one_can_be_put_forward_again(owen: Member, citation: Citation) -> None:
    proposals = proposed(owen, citation)
    dismiss(by=owen, proposals=proposals)
    with pytest.raises(ValidationError, match="no longer"):
        dismiss(by=owen, proposals=proposals)
    assert dismissed_proposals(review=owen.review).count() == 3
    reopen(by=owen, proposals=proposals[:1])
    assert still_open(owen) == {proposals[0].field}


def test_accepting_nothing_at_all(owen: Member) -> None:
    with pytest.raises(ValidationError, match="nothing left to accept"):
        accept_all(by=owen, upto=10)


def test_looking_up_needs_an_address_and_the_right(owen: Member, ada: Member, settings: object) -> None:
    settings.NCBI_EMAIL = owen.review.contact_email = ""  # type: ignore[attr-defined]
    look_up(by=owen, fields=["abstract"], sources=[])
    with pytest.raises(ValidationError, match="contact e-mail"):
        look_up(by=owen, fields=["abstract"], sources=["pubmed"])
    with pytest.raises(PermissionDenied):
        look_up(by=ada, fields=["abstract"], sources=[])
