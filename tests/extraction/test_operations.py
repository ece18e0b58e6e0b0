import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.extraction.answers import Answer
from screening.extraction.form_builder import create_form
from screening.extraction.models import Extraction, ExtractionForm, Value
from screening.extraction.operations import complete_extraction, reopen_extraction, save_extraction, settle
from screening.extraction.queries import answers_of, completed_for, own_extraction
from screening.fulltexts.models import Report, Study
from screening.reviews.models import Member
from tests.decisions.rows import vote
from tests.extraction.rows import DONE, by_field, complete, draft, include_study, make_form
from tests.fulltexts.rows import title_candidate


def texts(extraction: Extraction) -> dict[str, str]:
    return {field.key: answer.shown for field, answer in answers_of(extraction=extraction).items()}


def test_a_draft_is_saved_at_any_time_however_incomplete(
    study: Study, form: ExtractionForm, eve: Member
) -> None:
    first = draft(eve, study, form, {"participants": Answer("about twenty")})
    again = draft(eve, study, form, {"dose": Answer("0.5 ml")}, edits=first.edits)
    assert first == again
    assert texts(again) == {"participants": "about twenty", "dose": "0.5 ml"}
    assert again.completed_at is None


def test_an_answer_keeps_where_it_was_found(study: Study, form: ExtractionForm, eve: Member) -> None:
    report = Report.objects.get(study=study)
    answer = Answer("20", report=report.pk, page="3", quote="Twenty adults")
    draft(eve, study, form, {"participants": answer})
    value = Value.objects.get()
    assert (value.report, value.page, value.quote) == (report, "3", "Twenty adults")


def test_of_two_windows_the_second_is_told(study: Study, form: ExtractionForm, eve: Member) -> None:
    draft(eve, study, form)
    with pytest.raises(ValidationError, match="changed in another window"):
        draft(eve, study, form, {"dose": Answer("1 ml")}, edits=0)
    mine = own_extraction(member=eve, study=study, form=form)
    assert mine is not None
    assert "dose" not in texts(mine)


def test_completing_names_every_field_that_is_not_answered(
    study: Study, form: ExtractionForm, eve: Member
) -> None:
    extraction = draft(eve, study, form, {"participants": Answer("about twenty")})
    with pytest.raises(ValidationError) as refusal:
        complete_extraction(by=eve, extraction=extraction)
    assert set(refusal.value.message_dict) == {"design", "participants"}
    draft(eve, study, form, {"design": Answer(not_reported=True), "participants": Answer("20")}, edits=1)
    complete_extraction(by=eve, extraction=extraction)
    assert texts(extraction) == {"design": "not reported", "participants": "20"}


def test_what_is_complete_changes_only_after_it_is_reopened_with_a_reason(
    study: Study, form: ExtractionForm, eve: Member
) -> None:
    extraction = complete(eve, study, form)
    with pytest.raises(ValidationError, match="Reopen it first"):
        draft(eve, study, form, edits=1)
    with pytest.raises(ValidationError, match="Say why"):
        reopen_extraction(by=eve, extraction=extraction, reason=" ")
    reopen_extraction(by=eve, extraction=extraction, reason="Misread table 2")
    draft(eve, study, form, {"participants": Answer("21")}, edits=1)
    kinds = AuditEvent.objects.filter(subject_type="extraction").values_list("kind", flat=True)
    assert list(kinds) == [
        "extraction.saved",
        "extraction.completed",
        "extraction.reopened",
        "extraction.saved",
    ]


def test_one_extraction_per_extractor_and_study(
    study: Study, form: ExtractionForm, eve: Member, ada: Member
) -> None:
    of_eve = complete(eve, study, form)
    complete(ada, study, form)
    assert completed_for(member=ada, study=study, form=form).count() == 2
    with pytest.raises(ValidationError, match="not your extraction"):
        reopen_extraction(by=ada, extraction=of_eve, reason="I know better")


def test_the_consensus_is_another_row_and_the_originals_stay(
    study: Study, form: ExtractionForm, ada: Member, eve: Member, judy: Member
) -> None:
    originals = [complete(ada, study, form), complete(eve, study, form, participants=Answer("21"))]
    consensus = settle(by=judy, study=study, form=form, answers=by_field(form, DONE))
    assert texts(consensus) == {"design": "Single-arm", "participants": "20"}
    assert [texts(each)["participants"] for each in originals] == ["20", "21"]
    with pytest.raises(ValidationError, match="settled"):
        reopen_extraction(by=eve, extraction=originals[1], reason="Agreed to 20")


def test_a_consensus_is_changed_in_place_and_never_by_two_at_once(
    study: Study, form: ExtractionForm, ada: Member, judy: Member, owen: Member
) -> None:
    complete(ada, study, form)
    first = settle(by=judy, study=study, form=form, answers=by_field(form, DONE))
    changed = by_field(form, {**DONE, "participants": Answer("19")})
    with pytest.raises(ValidationError, match="another window"):
        settle(by=owen, study=study, form=form, answers=changed, edits=0)
    again = settle(by=owen, study=study, form=form, answers=changed, edits=first.edits)
    assert (again.pk, again.by, texts(again)["participants"]) == (first.pk, owen, "19")


def test_a_consensus_needs_something_to_settle_and_complete_answers(
    study: Study, form: ExtractionForm, ada: Member, judy: Member
) -> None:
    with pytest.raises(ValidationError, match="Nobody has completed"):
        settle(by=judy, study=study, form=form, answers=by_field(form, DONE))
    complete(ada, study, form)
    with pytest.raises(ValidationError) as refusal:
        settle(by=judy, study=study, form=form, answers=by_field(form, {"design": Answer("Single-arm")}))
    assert list(refusal.value.message_dict) == ["participants"]
    assert not Extraction.objects.visible_to(judy).filter(is_consensus=True).exists()


def test_only_included_studies_and_published_forms_are_answered(
    study: Study, form: ExtractionForm, owen: Member, eve: Member, grace: Member
) -> None:
    with pytest.raises(ValidationError, match="a draft"):
        save_extraction(by=eve, study=study, form=create_form(by=owen, name="Later"), answers={})
    vote(grace, title_candidate(Report.objects.get(study=study)), "exclude")
    with pytest.raises(ValidationError, match="No report of this study is included"):
        draft(eve, study, form)


def test_an_answer_names_a_report_of_its_own_study_and_a_field_of_its_own_form(
    study: Study, form: ExtractionForm, owen: Member, eve: Member, ada: Member, grace: Member
) -> None:
    other = Report.objects.get(study=include_study(ada, grace, family="Phillips"))
    with pytest.raises(ValidationError, match="not one of this study"):
        draft(eve, study, form, {"dose": Answer("1 ml", report=other.pk)})
    stray = by_field(make_form(owen, "Another"), DONE)
    with pytest.raises(ValidationError, match="another form"):
        save_extraction(by=eve, study=study, form=form, answers=stray)
    assert not Value.objects.exists()


def test_who_may_do_what(
    study: Study, form: ExtractionForm, ada: Member, olive: Member, ines: Member, mallory: Member
) -> None:
    for who in (olive, ines, mallory):
        with pytest.raises(PermissionDenied):
            draft(who, study, form)
    complete(ada, study, form)
    with pytest.raises(PermissionDenied):
        settle(by=ada, study=study, form=form, answers=by_field(form, DONE))
