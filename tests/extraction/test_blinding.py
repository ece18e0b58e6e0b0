"""Three worlds: Grace did nothing, has a draft, completed. Until Ada completed her own, Ada's pages are the same."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from screening.exports.exporter import EXPORTERS
from screening.extraction.answers import Answer
from screening.extraction.models import ExtractionForm
from screening.extraction.operations import complete_extraction, settle
from screening.fulltexts.models import Study
from screening.reviews.models import Member
from tests.extraction.rows import DONE, by_field, complete, draft
from tests.fulltexts.test_blinding import in_a_world_where, pages_of


def everything(member: Member, study: Study, form: ExtractionForm) -> list[bytes]:
    addresses = [
        reverse("extraction:table", args=["exosomes"]),
        reverse("extraction:study", args=["exosomes", study.pk]),
    ]
    exports = [
        "".join(EXPORTERS[key]().write(member)) for key in ("characteristics_csv", "extracted_values_csv")
    ]
    return [*pages_of(member, addresses), *(text.encode() for text in exports)]


def test_an_extractor_sees_no_trace_of_others_before_their_own_is_complete(
    study: Study, form: ExtractionForm, ada: Member, eve: Member, grace: Member
) -> None:
    draft(ada, study, form, {"dose": Answer("my draft")})
    worlds: list[Callable[[], object]] = [
        lambda: None,
        partial(draft, grace, study, form),
        partial(complete, grace, study, form, dose=Answer("hers")),
    ]
    for who in (ada, eve):
        look = partial(everything, who, study, form)
        nothing, drafted, completed = (in_a_world_where(happens, look) for happens in worlds)
        assert nothing == drafted == completed, who


def test_drafts_are_nobody_elses_business(
    study: Study,
    form: ExtractionForm,
    owen: Member,
    judy: Member,
    olive: Member,
    audrey: Member,
    grace: Member,
) -> None:
    for who in (owen, judy, olive, audrey):
        look = partial(everything, who, study, form)
        assert look() == in_a_world_where(partial(draft, grace, study, form), look), who


def test_who_settles_sees_the_others_unless_they_have_begun_one_of_their_own(
    study: Study, form: ExtractionForm, judy: Member, grace: Member
) -> None:
    look = partial(everything, judy, study, form)
    finds = partial(complete, grace, study, form, dose=Answer("hers"))
    assert look() != in_a_world_where(finds, look)
    draft(judy, study, form, {"dose": Answer("mine")})
    assert look() == in_a_world_where(finds, look)


def test_nobody_settles_with_an_unfinished_extraction_of_their_own(
    study: Study, form: ExtractionForm, judy: Member, grace: Member
) -> None:
    complete(grace, study, form)
    draft(judy, study, form, {"dose": Answer("mine")})
    with pytest.raises(ValidationError, match="Complete your own"):
        settle(by=judy, study=study, form=form, answers=by_field(form, DONE))
    complete_extraction(by=judy, extraction=draft(judy, study, form, DONE, edits=1))
    settle(by=judy, study=study, form=form, answers=by_field(form, DONE))


def test_the_bytes_do_differ_once_both_are_complete(
    study: Study, form: ExtractionForm, ada: Member, grace: Member
) -> None:
    complete(ada, study, form)
    before = everything(ada, study, form)
    complete(grace, study, form, dose=Answer("hers"))
    assert all(a != b for a, b in zip(before, everything(ada, study, form), strict=True))
