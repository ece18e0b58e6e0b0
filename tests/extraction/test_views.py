import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.extraction.answers import Answer
from screening.extraction.form_builder import new_version, publish_form
from screening.extraction.models import ExtractionForm
from screening.extraction.queries import answers_of, consensus_of, own_extraction
from screening.fulltexts.models import Report, Study
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.extraction.rows import DONE, complete, draft, include_study, posted


def url(name: str, *args: object) -> str:
    return reverse(f"extraction:{name}", args=["exosomes", *args])


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def mine(member: Member, study: Study, form: ExtractionForm) -> dict[str, str]:
    extraction = own_extraction(member=member, study=study, form=form)
    assert extraction is not None
    return {field.key: answer.shown for field, answer in answers_of(extraction=extraction).items()}


def test_the_table_and_a_study_open_for_every_role(
    study: Study, form: ExtractionForm, ada: Member, eve: Member, ines: Member, audrey: Member, olive: Member
) -> None:
    complete(ada, study, form)
    for who in (ada, eve, ines, audrey, olive):
        for address in (url("table"), url("study", study.pk), url("study", study.pk) + f"?form={form.pk}"):
            assert signed_in(who).get(address).status_code == 200, (who, address)


def test_strangers_get_nothing(study: Study, form: ExtractionForm, owen: Member, mallory: Member) -> None:
    field = form.fields.first()
    assert field is not None
    settled = url("settle", study.pk, form.pk)
    for address in (
        url("table"),
        url("study", study.pk),
        settled,
        url("form", form.pk),
        url("field", field.pk),
    ):
        assert signed_in(mallory).get(address).status_code == 404
        assert Client().get(address).status_code == 302
        assert signed_in(mallory).get(address.replace("exosomes", "other")).status_code in (200, 404)
    assert signed_in(mallory).get(f"/r/other/extract/studies/{study.pk}/").status_code == 404
    assert signed_in(mallory).get(f"/r/other/extract/forms/{form.pk}/").status_code == 404


def test_who_only_looks_changes_nothing(
    study: Study, form: ExtractionForm, olive: Member, ada: Member
) -> None:
    for name in ("save", "reopen", "settle"):
        assert signed_in(olive).post(url(name, study.pk, form.pk)).status_code == 403
    assert signed_in(ada).get(url("settle", study.pk, form.pk)).status_code == 403
    for address in (url("forms"), url("form", form.pk)):
        assert signed_in(ada).get(address).status_code == 403
    assert signed_in(ada).post(url("publish", form.pk)).status_code == 403


def test_before_a_form_or_a_study_the_page_says_what_comes_next(owen: Member, protocol: object) -> None:
    assert "Build a form" in text(signed_in(owen).get(url("table")))


def test_a_draft_is_saved_and_then_completed(study: Study, form: ExtractionForm, eve: Member) -> None:
    browser, report = signed_in(eve), Report.objects.get(study=study)
    half = {"participants": Answer("20", report=report.pk, page="3", quote="Twenty <adults>")}
    page = text(browser.post(url("save", study.pk, form.pk), posted(form, half), follow=True))
    assert "The draft is saved" in page
    assert "Twenty &lt;adults&gt;" in page
    answer = browser.post(
        url("save", study.pk, form.pk), posted(form, {**half, **DONE}, edits=1, then="complete"), follow=True
    )
    assert "Your extraction is complete" in text(answer)
    assert mine(eve, study, form) == {"design": "Single-arm", "participants": "20"}


def test_what_cannot_be_completed_is_kept_as_a_draft(study: Study, form: ExtractionForm, eve: Member) -> None:
    wrong = posted(form, {"participants": Answer("about twenty")}, then="complete")
    answer = signed_in(eve).post(url("save", study.pk, form.pk), wrong)
    assert answer.status_code == 422
    assert "The draft is saved, but not complete" in text(answer)
    assert "A number in digits" in text(answer)
    assert 'name="edits" value="1"' in text(answer)
    assert mine(eve, study, form) == {"participants": "about twenty"}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer("x" * 100_000), "at most 300 characters"),
        (Answer("a\0b"), "Null characters are not allowed"),
        (Answer("1 ml", report=999_999), "not one of the available choices"),
        (Answer("1 ml", page="p" * 41), "at most 40 characters"),
    ],
)
def test_what_cannot_be_stored_is_named_and_kept_on_the_page(
    study: Study, form: ExtractionForm, eve: Member, answer: Answer, sentence: str
) -> None:
    response = signed_in(eve).post(
        url("save", study.pk, form.pk), posted(form, {"dose": answer, "participants": Answer("20 people")})
    )
    assert response.status_code == 422
    assert "Nothing was saved yet" in text(response)
    assert sentence in text(response)
    assert "20 people" in text(response)
    assert own_extraction(member=eve, study=study, form=form) is None


def test_a_second_window_keeps_what_was_typed(study: Study, form: ExtractionForm, eve: Member) -> None:
    draft(eve, study, form)
    response = signed_in(eve).post(
        url("save", study.pk, form.pk), posted(form, {"dose": Answer("From window two")})
    )
    assert response.status_code == 422
    assert "changed in another window" in text(response)
    assert "From window two" in text(response)
    for nonsense in ("", "-1", "x", "9" * 30):
        sent = posted(form, DONE, edits=nonsense)
        assert signed_in(eve).post(url("save", study.pk, form.pk), sent).status_code == 422


def test_a_completed_extraction_is_reopened_with_a_reason(
    study: Study, form: ExtractionForm, eve: Member
) -> None:
    complete(eve, study, form)
    browser = signed_in(eve)
    for data, sentence in (
        ({}, "say why"),
        ({"reason": "Misread"}, "draft again"),
        ({"reason": "x"}, "already"),
    ):
        assert sentence in text(browser.post(url("reopen", study.pk, form.pk), data, follow=True))


def test_an_adjudicator_settles_on_the_page(
    study: Study, form: ExtractionForm, ada: Member, eve: Member, judy: Member
) -> None:
    browser, address = signed_in(judy), url("settle", study.pk, form.pk)
    assert "nothing to settle" in text(browser.get(address))
    complete(ada, study, form)
    complete(eve, study, form, participants=Answer("21"))
    assert text(browser.get(address)).count("chip conflict") == 1
    refused = browser.post(address, posted(form, {"design": Answer("Single-arm"), "dose": Answer("Typed")}))
    assert refused.status_code == 422
    assert "Typed" in text(refused)
    assert consensus_of(member=judy, study=study, form=form) is None
    assert "is settled" in text(browser.post(address, posted(form, DONE), follow=True))
    assert "settled" in text(signed_in(eve).get(url("table")))


def test_older_versions_stay_readable(study: Study, form: ExtractionForm, owen: Member, ada: Member) -> None:
    complete(ada, study, form, dose=Answer("0.5 ml of the first version"))
    second = new_version(by=owen, form=form)
    publish_form(by=owen, form=second, edits=second.edits)
    browser = signed_in(ada)
    assert "0.5 ml of the first version" not in text(browser.get(url("table")))
    assert "0.5 ml of the first version" in text(browser.get(url("table") + f"?form={form.pk}"))
    assert "under the version before" in text(browser.get(url("study", study.pk)))
    for nonsense in ("x", "-1", "9" * 40, str(second.pk + 1)):
        assert browser.get(url("table") + f"?form={nonsense}").status_code == 200
        assert browser.get(url("study", study.pk) + f"?form={nonsense}").status_code == 200


def test_pages_take_as_many_queries_for_three_studies_or_ten_fields(
    study: Study, form: ExtractionForm, ada: Member, grace: Member
) -> None:
    browser = signed_in(ada)
    draft(ada, study, form)
    with CaptureQueriesContext(connection) as one:
        browser.get(url("table"))
    with CaptureQueriesContext(connection) as bare:
        browser.get(url("study", study.pk))
    complete(grace, study, form)
    for family in ("Phillips", "Bansal"):
        complete(ada, include_study(ada, grace, family=family), form)
    draft(ada, study, form, {"dose": Answer("1 ml")}, edits=1)
    with CaptureQueriesContext(connection) as three:
        browser.get(url("table"))
    with CaptureQueriesContext(connection) as full:
        browser.get(url("study", study.pk))
    assert len(three) <= len(one) + 1  # the values of what is shown now
    assert len(full) == len(bare) < 30
