"""Whoever is barred from a report does not extract from its study, and does not settle it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from screening.audit.models import AuditEvent
from screening.decisions.barring.operations import bar, lift
from screening.decisions.interests.models import Interest
from screening.extraction.interests import SENTENCE
from screening.extraction.models import Extraction, ExtractionForm
from screening.extraction.operations import complete_extraction, reopen_extraction, settle
from screening.fulltexts.models import Study
from screening.protocol.models import ProtocolVersion
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.extraction.rows import DONE, by_field, complete, draft, include_study, posted


@pytest.fixture
def study(protocol: ProtocolVersion, owen: Member, grace: Member) -> Study:
    """Included by others than those who are barred: a vote of theirs would be withdrawn."""
    return include_study(owen, grace)


def bar_from(study: Study, *, by: Member, member: Member) -> Interest:
    citation = study.reports.get().citation
    bar(by=by, member=member, citation=citation, reason="Co-author")
    return Interest.objects.get(member=member, citation=citation)


@pytest.fixture
def barred(owen: Member, ada: Member, study: Study) -> Interest:
    return bar_from(study, by=owen, member=ada)


def refusals() -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(kind="access.refused")
    return [(event.data["operation"], event.data["right"]) for event in events]


def test_nothing_is_extracted_by_the_barred(
    barred: Interest,
    owen: Member,
    ada: Member,
    grace: Member,
    eve: Member,
    study: Study,
    form: ExtractionForm,
) -> None:
    with pytest.raises(ValidationError, match="You are barred from a report of this study"):
        draft(ada, study, form)
    assert not Extraction.rows.filter(by=ada).exists()
    for member in (grace, eve):
        draft(member, study, form)
    draft(ada, include_study(owen, grace, family="Bansal"), form)


def test_what_was_begun_is_kept_and_goes_no_further(
    owen: Member, ada: Member, study: Study, form: ExtractionForm
) -> None:
    begun = draft(ada, study, form)
    interest = bar_from(study, by=owen, member=ada)
    with pytest.raises(ValidationError, match="barred"):
        complete_extraction(by=ada, extraction=begun)
    lift(by=owen, interests=[interest], reason="Another person of that name")
    complete_extraction(by=ada, extraction=begun)
    bar_from(study, by=owen, member=ada)
    with pytest.raises(ValidationError, match="barred"):
        reopen_extraction(by=ada, extraction=begun, reason="A typing error")


def test_nor_settled(owen: Member, grace: Member, judy: Member, study: Study, form: ExtractionForm) -> None:
    complete(grace, study, form)
    bar_from(study, by=owen, member=judy)
    with pytest.raises(ValidationError, match="barred"):
        settle(by=judy, study=study, form=form, answers=by_field(form, DONE))
    settle(by=owen, study=study, form=form, answers=by_field(form, DONE))


def test_on_the_pages(
    barred: Interest, ada: Member, grace: Member, study: Study, form: ExtractionForm
) -> None:
    there = reverse("extraction:study", args=["exosomes", study.pk])
    table = reverse("extraction:table", args=["exosomes"])
    ours, theirs = (signed_in(member) for member in (ada, grace))
    page = ours.get(there).content.decode()
    assert "Not yours to extract." in page
    assert "Complete" not in page
    assert "barred" in ours.get(table).content.decode()
    for url in (there, table):
        assert "barred" not in theirs.get(url).content.decode()
    save = reverse("extraction:save", args=["exosomes", study.pk, form.pk])
    answer = ours.post(save, posted(form, DONE), follow=True)
    assert SENTENCE in answer.content.decode()
    assert not Extraction.rows.exists()
    assert refusals() == [("extraction", "judge what they are barred from")]
