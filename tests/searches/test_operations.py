import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.reviews.models import Member
from screening.searches.models import Source
from screening.searches.operations import add_source, change_source, save_search
from tests.searching import found, make_source, received


def test_a_source_gets_a_key_of_its_own(owen: Member) -> None:
    keys = [
        add_source(by=owen, name="PubMed", connector="pubmed").key,
        add_source(by=owen, name="PubMed again", connector="pubmed").key,
        add_source(by=owen, name="Cochrane Library", kind=Source.Kind.REGISTER).key,
        add_source(by=owen, name="数据库").key,
    ]
    assert keys == ["pubmed", "pubmed-2", "cochrane-library", "source"]


def test_a_source_without_a_kind_is_of_its_connectors(owen: Member) -> None:
    kinds = [
        add_source(by=owen, name="CT", connector="clinicaltrials").kind,
        add_source(by=owen, name="EPMC", connector="europepmc", kind="").kind,
        add_source(by=owen, name="Library").kind,
        add_source(by=owen, name="CT again", connector="clinicaltrials", kind=Source.Kind.OTHER).kind,
    ]
    assert kinds == ["register", "database", "database", "other"]


def test_an_unknown_connector_is_refused(owen: Member) -> None:
    with pytest.raises(ValidationError, match="no connector"):
        add_source(by=owen, name="X", connector="gopher")
    assert not Source.objects.exists()


def test_a_kind_may_change_while_nothing_is_counted_by_it(owen: Member) -> None:
    source = make_source(owen)
    change_source(by=owen, source=source, kind=Source.Kind.WEBSITE, notes="Of no use")
    source.refresh_from_db()
    assert (source.kind, source.notes, source.name) == ("website", "Of no use", "PubMed")


def test_counted_records_never_change_their_column(owen: Member) -> None:
    source = make_source(owen)
    found(owen, received("1"), source=source)
    with pytest.raises(ValidationError, match="Add a second source"):
        change_source(by=owen, source=source, kind=Source.Kind.WEBSITE)
    change_source(by=owen, source=Source.objects.get(), kind=Source.Kind.REGISTER, name="MEDLINE")
    assert Source.objects.get().name == "MEDLINE"


def test_a_changed_strategy_is_a_new_search_and_the_old_stays_readable(owen: Member) -> None:
    source = make_source(owen)
    first = save_search(by=owen, source=source, strategy="exosomes")
    same = save_search(by=owen, source=source, strategy="exosomes")
    second = save_search(by=owen, source=source, strategy="exosomes OR vesicles")
    assert (same, second.pk) == (first, first.pk + 1)
    assert [search.strategy for search in source.searches.all()] == ["exosomes", "exosomes OR vesicles"]
    assert AuditEvent.objects.filter(kind="search.saved").count() == 3


def test_only_who_may_search(ada: Member, ines: Member) -> None:
    assert make_source(ines).key == "pubmed"
    with pytest.raises(PermissionDenied):
        make_source(ada, "Mine")


def test_a_source_of_another_review_is_out_of_reach(owen: Member, mallory: Member) -> None:
    theirs = make_source(mallory)
    with pytest.raises(PermissionDenied):
        save_search(by=owen, source=theirs, strategy="exosomes")
