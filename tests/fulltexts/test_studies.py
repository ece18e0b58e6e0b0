from itertools import islice

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.fulltexts.models import Report, Study
from screening.fulltexts.studies import assign_report, give_own_study, labels_for, rename_study
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import arranging
from tests.fulltexts.rows import seek


def test_labels_go_on_with_letters_and_never_end() -> None:
    wilson = Citation(title="Vesicles", authors=[{"family": "Wilson", "given": "J"}], year=2024)
    labels = list(islice(labels_for(wilson), 28))
    assert labels[:3] == ["Wilson 2024", "Wilson 2024b", "Wilson 2024c"]
    assert labels[25:] == ["Wilson 2024z", "Wilson 2024aa", "Wilson 2024ab"]


@pytest.mark.parametrize(
    ("citation", "label"),
    [
        (Citation(title="T", authors=[{"literal": "WHO Group"}], year=2020), "WHO Group 2020"),
        (Citation(title="Exosomes in the disc", authors=[], year=None), "Exosomes in the"),
        (Citation(title="", authors=[{}]), "Untitled"),
        (Citation(title="x" * 100_000, year=2024), "x" * 100 + " 2024"),
    ],
)
def test_a_label_is_found_for_every_report(citation: Citation, label: str) -> None:
    assert next(labels_for(citation)) == label


@pytest.fixture
def two(protocol: object, ada: Member, grace: Member) -> list[Report]:
    reports = [seek(ada, grace, authors=[{"family": "Wilson"}], year=2024) for _ in range(2)]
    for report in reports:
        with arranging(ada.review):
            give_own_study(report)
    return reports


def test_two_studies_never_share_a_label(two: list[Report]) -> None:
    assert [report.study.label for report in two if report.study] == ["Wilson 2024", "Wilson 2024b"]


def test_a_register_entry_joins_the_study_it_is_about_and_leaves_it(two: list[Report], eve: Member) -> None:
    article, entry = two
    assign_report(by=eve, report=entry, study=article.study)
    assert list(article.study.reports.all()) == [article, entry]  # type: ignore[union-attr]
    alone = assign_report(by=eve, report=entry, study=None)
    assert alone.label == "Wilson 2024c"
    assert Study.objects.count() == 3


def test_a_study_is_renamed_to_a_label_of_its_own(two: list[Report], eve: Member) -> None:
    study = two[0].study
    assert study is not None
    for wrong in ("Wilson 2024b", "  "):
        with pytest.raises(ValidationError) as refusal:
            rename_study(by=eve, study=study, label=wrong)
        assert "label" in refusal.value.message_dict
    rename_study(by=eve, study=study, label="  Wilson   (ExoFlo) ")
    assert Study.objects.get(pk=study.pk).label == "Wilson (ExoFlo)"


def test_strangers_and_onlookers_move_nothing(two: list[Report], mallory: Member, olive: Member) -> None:
    for who in (mallory, olive):
        with pytest.raises(PermissionDenied):
            assign_report(by=who, report=two[0], study=None)
    assert Study.objects.count() == 2
