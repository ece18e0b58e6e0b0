import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.duplicates.operations import merge, split, undo_merge
from screening.fulltexts.models import Report
from screening.records.models import Citation, Record, Route
from screening.reports import prisma
from screening.reviews.models import Member
from screening.searches.models import Source
from tests.casting import arranging
from tests.searching import bring, broken, found, imported, imported_run, make_source, received


@pytest.fixture
def pair(owen: Member) -> tuple[Citation, Citation]:
    """One report from PubMed and, without its PMID, from Embase."""
    (one,) = found(owen, received("1"))
    (other,) = imported(owen, received(""))
    return one, other


def assert_counts_add_up(owen: Member) -> None:
    """The identities of PRISMA, and the same told from the trail."""
    counts = prisma.as_json(review=owen.review)
    assert [identity for identity in counts["identities"] if not identity["holds"]] == []
    assert counts["recount"]["differing"] == []


def test_merging_moves_records_and_undoing_moves_them_back(
    owen: Member, pair: tuple[Citation, Citation]
) -> None:
    keep, other = pair
    moved = other.records.get()
    merge(by=owen, keep=keep, others=[other])
    other.refresh_from_db()
    assert (other.merged_into, keep.records.count(), other.records.count()) == (keep, 2, 0)
    event = AuditEvent.objects.get(kind="citation.merged")
    assert event.subject_id == keep.pk
    assert event.data == {
        "records": [moved.pk],
        "emptied": [other.pk],
        "rule": "",
        "evidence": "a person said so",
        "automatic": False,
    }
    assert_counts_add_up(owen)
    undo_merge(by=owen, citation=other)
    other.refresh_from_db()
    assert (other.merged_into, keep.records.count(), other.records.get()) == (None, 1, moved)
    event = AuditEvent.objects.get(kind="citation.split")
    assert (event.subject_id, event.data) == (other.pk, {"records": [moved.pk], "from": keep.pk})
    assert_counts_add_up(owen)


def test_what_has_a_full_text_is_kept(owen: Member, pair: tuple[Citation, Citation]) -> None:
    with arranging(owen.review):
        Report.objects.create(review=owen.review, citation=pair[1])
    with pytest.raises(ValidationError, match="full text was sought for"):
        merge(by=owen, keep=pair[0], others=[pair[1]])
    assert not Citation.objects.exclude(merged_into=None).exists()
    merge(by=owen, keep=pair[1], others=[pair[0]])


def test_whichever_is_kept_counts_where_its_first_record_came_from(owen: Member) -> None:
    chased = make_source(owen, "Reference lists", connector="", kind=Source.Kind.CITATIONS)
    (first,) = bring(owen, imported_run(owen, chased), received(""))
    (later,) = found(owen, received("1"))
    assert (first.route, later.route) == (Route.OTHER, Route.DATABASES)
    merge(by=owen, keep=later, others=[first])
    later.refresh_from_db()
    assert later.route == Route.OTHER
    assert_counts_add_up(owen)
    undo_merge(by=owen, citation=Citation.objects.get(pk=first.pk))
    later.refresh_from_db()
    assert later.route == Route.DATABASES
    assert_counts_add_up(owen)


def test_a_closed_citation_is_merged_away_but_never_kept(owen: Member) -> None:
    closed, opened = found(owen, broken("1"), received("2"))
    with pytest.raises(ValidationError, match="removed before screening"):
        merge(by=owen, keep=closed, others=[opened])
    merge(by=owen, keep=opened, others=[closed])
    assert_counts_add_up(owen)
    undo_merge(by=owen, citation=Citation.objects.get(pk=closed.pk))
    assert_counts_add_up(owen)


def test_merges_of_merges_are_undone_from_the_last(owen: Member, pair: tuple[Citation, Citation]) -> None:
    first, second = pair
    (third,) = imported(owen, received(""), name="Scopus")
    merge(by=owen, keep=second, others=[third])
    merge(by=owen, keep=first, others=[second])
    third.refresh_from_db()
    with pytest.raises(ValidationError, match="undo that first"):
        undo_merge(by=owen, citation=third)
    undo_merge(by=owen, citation=Citation.objects.get(pk=second.pk))
    undo_merge(by=owen, citation=Citation.objects.get(pk=third.pk))
    assert [c.records.count() for c in (first, second, third)] == [1, 1, 1]
    assert_counts_add_up(owen)


def test_a_merge_is_done_and_undone_once(owen: Member, pair: tuple[Citation, Citation]) -> None:
    keep, other = pair
    merge(by=owen, keep=keep, others=[other])
    with pytest.raises(ValidationError, match="a moment ago"):
        merge(by=owen, keep=keep, others=[other])
    undo_merge(by=owen, citation=Citation.objects.get(pk=other.pk))
    with pytest.raises(ValidationError, match="undone already"):
        undo_merge(by=owen, citation=Citation.objects.get(pk=other.pk))
    with pytest.raises(ValidationError, match="at least two"):
        merge(by=owen, keep=keep, others=[keep])


def test_a_record_linked_wrongly_is_taken_out(owen: Member) -> None:
    (citation,) = found(owen, received("1", "Exosomes, a correction"))
    (same,) = imported(owen, received("1", "Exosomes: a correction"))
    assert same == citation
    first, second = citation.records.order_by("pk")
    with pytest.raises(ValidationError, match="The first record stays"):
        split(by=owen, records=[first])
    new = split(by=owen, records=[second])
    assert (new.title, new.route, new.candidates.count()) == ("Exosomes: a correction", "dbr", 1)
    assert list(citation.records.all()) == [first]
    assert_counts_add_up(owen)


def test_records_of_two_citations_are_not_split_together(
    owen: Member, pair: tuple[Citation, Citation]
) -> None:
    with pytest.raises(ValidationError, match="records of one citation"):
        split(by=owen, records=list(Record.objects.all()))


def test_an_unreadable_record_taken_out_is_closed(owen: Member) -> None:
    source = make_source(owen)
    (citation,) = found(owen, received("1"), source=source)
    found(owen, broken("1"), source=source)
    new = split(by=owen, records=[citation.records.latest("pk")])
    assert (new.closed_as, new.candidates.count()) == ("other", 0)
    assert_counts_add_up(owen)


def test_who_may_not(ada: Member, mallory: Member, pair: tuple[Citation, Citation]) -> None:
    keep, other = pair
    for stranger in (ada, mallory):
        with pytest.raises(PermissionDenied):
            merge(by=stranger, keep=keep, others=[other])
