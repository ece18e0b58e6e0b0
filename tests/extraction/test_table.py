from collections.abc import Iterator

import pytest

from screening.exports.exporter import EXPORTERS
from screening.extraction.answers import Answer
from screening.extraction.form_builder import new_version, publish_form
from screening.extraction.models import ExtractionForm
from screening.extraction.operations import settle
from screening.extraction.queries import current_forms, earlier_answers
from screening.extraction.settling_page import settling_page
from screening.extraction.table import table_of
from screening.fulltexts.models import Report, Study
from screening.lib.spreadsheet import BOM
from screening.reviews.models import Member
from tests.decisions.rows import vote
from tests.extraction.rows import DONE, by_field, complete, draft, include_study, make_form
from tests.fulltexts.rows import title_candidate


def shown(member: Member, form: ExtractionForm) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table_of(member=member, form=form).rows]


def test_a_row_per_included_study_and_a_column_per_field(
    study: Study, form: ExtractionForm, ada: Member, grace: Member, olive: Member
) -> None:
    other = include_study(ada, grace, family="Phillips")
    complete(ada, study, form, dose=Answer(not_reported=True))
    table = table_of(member=olive, form=form)
    assert [row.study for row in table.rows] == [other, study]
    assert table.head == ["Study", "Design", "Participants (people)", "Dose", "State"]
    assert shown(olive, form) == [["", "", ""], ["Single-arm", "20", "not reported"]]


def test_a_study_leaves_the_table_with_its_last_included_report(
    study: Study, form: ExtractionForm, olive: Member, grace: Member
) -> None:
    vote(grace, title_candidate(Report.objects.get(study=study)), "exclude")
    assert shown(olive, form) == []


def test_two_extractors_who_differ_are_both_shown_until_it_is_settled(
    study: Study, form: ExtractionForm, ada: Member, eve: Member, judy: Member
) -> None:
    complete(ada, study, form)
    complete(eve, study, form, participants=Answer("21"), dose=Answer("0.5 ml"))
    assert shown(judy, form) == [["Single-arm", "Ada: 20 | Eve: 21", "Ada: (blank) | Eve: 0.5 ml"]]
    settle(by=judy, study=study, form=form, answers=by_field(form, DONE))
    assert shown(judy, form) == [["Single-arm", "20", ""]]


def test_nobody_sees_a_draft_and_extractors_see_others_only_after_their_own(
    study: Study, form: ExtractionForm, ada: Member, eve: Member, judy: Member, olive: Member, audrey: Member
) -> None:
    blank, single = [["", "", ""]], [["Single-arm", "20", ""]]
    draft(ada, study, form)
    assert all(shown(who, form) == blank for who in (ada, eve, judy, olive, audrey))
    complete(eve, study, form)
    assert shown(ada, form) == blank
    assert all(shown(who, form) == single for who in (eve, judy, olive, audrey))


def test_the_settling_page_is_filled_with_what_extractors_agree_on(
    study: Study, form: ExtractionForm, ada: Member, eve: Member, judy: Member
) -> None:
    complete(ada, study, form)
    complete(eve, study, form, participants=Answer("21"))
    page = settling_page(member=judy, study=study, form=form)
    assert [line.form["text"].value() for line in page.lines] == ["Single-arm", "", ""]
    assert [line.differs for line in page.lines] == [False, True, False]
    assert [[one.answer.shown for one in line.found] for line in page.lines][1] == ["20", "21"]
    settle(by=judy, study=study, form=form, answers=by_field(form, DONE))
    page = settling_page(member=judy, study=study, form=form)
    assert [line.form["text"].value() for line in page.lines] == ["Single-arm", "20", ""]
    assert (page.edits, page.extractors) == (1, 2)


def test_a_new_version_begins_with_ones_own_answers_to_the_old(
    study: Study, form: ExtractionForm, owen: Member, ada: Member, eve: Member
) -> None:
    complete(ada, study, form)
    second = new_version(by=owen, form=form)
    publish_form(by=owen, form=second, edits=second.edits)
    assert list(current_forms(review=owen.review)) == [second]
    assert earlier_answers(member=ada, study=study, form=second)["participants"] == Answer("20")
    assert earlier_answers(member=eve, study=study, form=second) == {}


def test_the_table_takes_as_many_queries_for_three_studies(
    study: Study, form: ExtractionForm, ada: Member, grace: Member, judy: Member, django_assert_num_queries
) -> None:
    complete(ada, study, form)
    with django_assert_num_queries(6):
        table_of(member=judy, form=form)
    for family in ("Phillips", "Bansal"):
        complete(grace, include_study(ada, grace, family=family), form)
    with django_assert_num_queries(6):
        assert len(table_of(member=judy, form=form).rows) == 3


def lines(key: str, member: Member) -> Iterator[str]:
    text = "".join(EXPORTERS[key]().write(member))
    assert text.startswith(BOM)
    return iter(text.removeprefix(BOM).splitlines())


@pytest.fixture
def found(study: Study, form: ExtractionForm, ada: Member, eve: Member) -> None:
    report = Report.objects.get(study=study)
    complete(ada, study, form, dose=Answer("=HYPERLINK(1)", report=report.pk, page="3", quote="-0.5 ml"))
    complete(eve, study, form, participants=Answer("21"))


@pytest.mark.usefixtures("found")
def test_the_table_as_csv_runs_nothing(owen: Member, judy: Member) -> None:
    make_form(owen, "Outcomes")
    assert list(lines("characteristics_csv", judy)) == [
        "Study,Design,Participants (people),Dose,State",
        "Wilson 2024,Single-arm,Ada: 20 | Eve: 21,Ada: =HYPERLINK(1) | Eve: (blank),open",
        "",
        "Study,Design,Participants (people),Dose,State",
        "Wilson 2024,,,,open",
    ]


@pytest.mark.usefixtures("found")
def test_every_value_goes_out_with_its_source(judy: Member, grace: Member) -> None:
    rows = list(lines("extracted_values_csv", judy))
    assert len(rows) == 1 + 3 + 2
    assert (
        "Characteristics,1,Wilson 2024,Dose,dose,,'=HYPERLINK(1),Ada,Wilson 2024: A report by Wilson,3,'-0.5 ml"
        in rows
    )
    assert len(list(lines("extracted_values_csv", grace))) == 1


def test_without_a_form_the_table_is_empty(owen: Member) -> None:
    assert list(lines("characteristics_csv", owen)) == ["Study"]
