"""Which records share a citation."""

from dataclasses import replace

from screening.records.models import Citation, Record
from screening.records.operations import correct
from screening.reviews.models import Member
from tests.searching import broken, found, imported, make_source, received


def test_the_same_accession_from_the_same_source_is_known(owen: Member) -> None:
    source = make_source(owen)
    (first,) = found(owen, received("11", "Exosomes"), source=source)
    (again,) = found(owen, received("11", "Exosomes, the title corrected later"), source=source)
    assert again == first


def test_another_source_needs_the_same_pmid_and_title(owen: Member) -> None:
    (first,) = found(owen, received("11", "Exosomes: a trial."))
    same, other = imported(owen, received("11", "EXOSOMES – A TRIAL"), received("11", "Mesh for hernia"))
    assert same == first
    assert other != first


def test_two_sources_may_use_one_accession_for_different_things(owen: Member) -> None:
    (first,) = found(owen, received("11", "Exosomes"))
    (other,) = imported(owen, replace(received("", "Mesh for hernia"), accession="11"))
    assert other != first


def test_without_a_title_nothing_is_the_same(owen: Member) -> None:
    (first,) = found(owen, received("11", ""))
    (other,) = imported(owen, received("11", ""))
    assert other != first


def test_one_file_with_one_report_twice(owen: Member) -> None:
    first, again = imported(owen, received("90", "Exosomes"), received("90", "Exosomes"))
    assert first == again
    assert list(Record.objects.order_by("pk").values_list("accession", flat=True)) == ["90", ""]


def test_another_review_is_another_world(owen: Member, mallory: Member) -> None:
    (first,) = found(owen, received("11", "Exosomes"))
    (theirs,) = found(mallory, received("11", "Exosomes"))
    assert theirs != first
    assert theirs.review == mallory.review


def test_what_was_unreadable_and_can_be_read_now_is_screened(owen: Member) -> None:
    source = make_source(owen)
    (closed,) = found(owen, broken("11"), source=source)
    (still,) = found(owen, broken("11"), source=source)
    (read,) = found(owen, received("11", "Exosomes"), source=source)
    assert still == closed
    assert closed.closed_reason == "unreadable record"
    assert read != closed
    assert read.candidates.count() == 1


def test_an_unreadable_repetition_joins_what_is_known(owen: Member) -> None:
    source = make_source(owen)
    (first,) = found(owen, received("11", "Exosomes"), source=source)
    (again,) = found(owen, broken("11"), source=source)
    assert again == first
    assert Citation.objects.count() == 1


def test_a_corrected_title_keeps_nobody_out(owen: Member) -> None:
    (citation,) = found(owen, received("1", "Exosomes"))
    correct(by=owen, citation=citation, values={"title": "Exosomes for low back pain"})
    for title in ("Exosomes", "Exosomes for low back pain"):
        assert found(owen, received("1", title), source=make_source(owen, f"With {title}")) == [citation]
    correct(by=owen, citation=citation, values={"pmid": "2"})
    assert found(owen, received("1", "Exosomes"), source=make_source(owen, "Ovid")) != [citation], (
        "it is not PMID 1"
    )
