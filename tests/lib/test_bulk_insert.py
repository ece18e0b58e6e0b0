import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from screening.audit import trail
from screening.audit.events import Event
from screening.audit.trail import NoTrail
from screening.lib import bulk_insert
from screening.records.models import Citation
from screening.reviews.models import Member

pytestmark = pytest.mark.django_db


def citations(owen: Member, count: int) -> list[Citation]:
    return [
        Citation(
            review=owen.review,
            route="dbr",
            title=f"Müde % {n}",
            authors=[{"family": "Ö'Brien"}],
            year=n or None,
        )
        for n in range(count)
    ]


def inserted(owen: Member, rows: list[Citation]) -> None:
    with trail.follow(review_id=owen.review_id, actor_id=owen.user_id):
        Citation.objects.insert(rows)
        trail.record(Event.CITATION_CLOSED, owen.review)


def test_rows_are_as_if_saved_one_by_one(owen: Member) -> None:
    rows = citations(owen, 3)
    inserted(owen, rows)
    for row in rows:
        stored = Citation.objects.get(pk=row.pk)
        for field in Citation._meta.concrete_fields:
            assert getattr(stored, field.attname) == getattr(row, field.attname), field.attname
        assert (row._state.adding, stored.created_at is not None) == (False, True)


def test_many_rows_come_in_several_statements_and_keep_their_keys(
    owen: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_insert, "_MOST_VALUES", 100)
    rows = citations(owen, 10)
    with CaptureQueriesContext(connection) as captured:
        inserted(owen, rows)
    assert sum("INSERT INTO" in query["sql"] and "_citation" in query["sql"] for query in captured) > 2
    assert {row.pk: row.title for row in rows} == dict(Citation.objects.values_list("pk", "title"))


def test_nothing_is_nothing(owen: Member) -> None:
    with CaptureQueriesContext(connection) as captured:
        bulk_insert.bulk_insert([])
    assert len(captured) == 0


def test_constraints_hold_and_there_must_be_a_trail(owen: Member) -> None:
    (row,) = citations(owen, 1)
    row.review_id = None  # type: ignore[assignment]
    with pytest.raises(IntegrityError), transaction.atomic():
        inserted(owen, [row])
    with pytest.raises(NoTrail):
        Citation.objects.insert(citations(owen, 1))
