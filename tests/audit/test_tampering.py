"""Whatever is done to a trail behind the application's back, verifying names the first event that is wrong."""

import hashlib
import json

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError

from screening.audit import chain, trail
from screening.audit.models import AppendOnlyError, AuditEvent, ChainHead
from screening.audit.queries import verify
from screening.reviews.models import Member
from screening.reviews.operations import change_settings
from tests.audit.tampering import TABLE, console, execute

EVENTS = 8


@pytest.fixture
def long_trail(owen: Member) -> int:
    """A review whose trail has eight events; returns the review's id."""
    for number in range(EVENTS - 2):
        change_settings(by=owen, title=f"Title {number}", contact_email="")
    assert AuditEvent.objects.filter(review_id=owen.review_id).count() == EVENTS
    assert verify(review_id=owen.review_id).broken is None
    return owen.review_id


def first_bad(review_id: int) -> tuple[int, str]:
    broken = verify(review_id=review_id).broken
    assert broken is not None, "the tampering went unnoticed"
    return broken.sequence, broken.why


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "vote.cast"),
        ("actor_id", 4711),
        ("via", "worker"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("subject_type", "vote"),
        ("subject_id", 4711),
        ("data", '{"changed": []}'),
    ],
)
def test_a_changed_event_is_found(long_trail: int, column: str, value: object) -> None:
    assert (
        execute(f"UPDATE {TABLE} SET {column} = %s WHERE review_id = %s AND sequence = 4", value, long_trail)
        == 1
    )
    assert first_bad(long_trail) == (4, "event 4 was changed after it was written")


def test_an_event_changed_with_its_own_hash_is_found(long_trail: int) -> None:
    event = AuditEvent.objects.get(review_id=long_trail, sequence=4)
    event.actor_id = 4711
    forged = chain.link(event.previous, event.content())
    execute(f"UPDATE {TABLE} SET actor_id = 4711, hash = %s WHERE id = %s", forged, event.pk)
    assert first_bad(long_trail) == (5, "event 5 does not follow the event before it")


def test_a_trail_rewritten_to_its_end_is_found_by_its_seal(long_trail: int) -> None:
    """The whole rest of the chain made anew, head included; only the key is missing."""
    previous = AuditEvent.objects.get(review_id=long_trail, sequence=3).hash
    for event in AuditEvent.objects.filter(review_id=long_trail, sequence__gte=4):
        event.actor_id, event.previous = 4711, previous
        previous = chain.link(event.previous, event.content())
        execute(
            f"UPDATE {TABLE} SET actor_id = 4711, previous = %s, hash = %s WHERE id = %s",
            event.previous, previous, event.pk,
        )  # fmt: skip
    forged = chain.seal(b"a guessed key", long_trail, EVENTS, previous)
    execute(
        "UPDATE screening_chainhead SET last = %s, seal = %s WHERE review_id = %s",
        previous,
        forged,
        long_trail,
    )
    assert first_bad(long_trail) == (
        EVENTS,
        "the seal of the chain's head does not fit: it was not written by this installation",
    )


@pytest.mark.parametrize("gone", [1, 4])
def test_a_deleted_event_is_found(long_trail: int, gone: int) -> None:
    execute(f"DELETE FROM {TABLE} WHERE review_id = %s AND sequence = %s", long_trail, gone)
    assert first_bad(long_trail) == (gone, f"event {gone} is missing or out of order (found {gone + 1})")


def test_a_deleted_event_with_the_rest_renumbered_is_found(long_trail: int) -> None:
    execute(f"DELETE FROM {TABLE} WHERE review_id = %s AND sequence = 4", long_trail)
    for number in range(5, EVENTS + 1):
        execute(
            f"UPDATE {TABLE} SET sequence = %s WHERE review_id = %s AND sequence = %s",
            number - 1,
            long_trail,
            number,
        )
    assert first_bad(long_trail) == (4, "event 4 does not follow the event before it")


def test_two_events_in_each_others_place_are_found(long_trail: int) -> None:
    for old, new in ((4, 99), (5, 4), (99, 5)):
        execute(
            f"UPDATE {TABLE} SET sequence = %s WHERE review_id = %s AND sequence = %s", new, long_trail, old
        )
    assert first_bad(long_trail) == (4, "event 4 does not follow the event before it")


def test_an_event_put_in_between_is_found(long_trail: int) -> None:
    for number in range(EVENTS, 3, -1):
        execute(
            f"UPDATE {TABLE} SET sequence = %s WHERE review_id = %s AND sequence = %s",
            number + 1,
            long_trail,
            number,
        )
    insert_after(long_trail, 3)
    assert first_bad(long_trail) == (5, "event 5 does not follow the event before it")


def test_an_event_put_at_the_end_is_found(long_trail: int) -> None:
    insert_after(long_trail, EVENTS)
    assert first_bad(long_trail) == (EVENTS + 1, f"{EVENTS} events were written, {EVENTS + 1} are here")


def insert_after(review_id: int, sequence: int) -> None:
    """A well-formed event whose hash follows the one before it."""
    before = AuditEvent.objects.get(review_id=review_id, sequence=sequence)
    event = AuditEvent(
        review_id=review_id, sequence=sequence + 1, at=before.at, kind="vote.cast", via="web",
        subject_type="vote", data={}, previous=before.hash,
    )  # fmt: skip
    execute(
        f"INSERT INTO {TABLE} (review_id, sequence, at, kind, via, subject_type, data, previous, hash)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        review_id, event.sequence, before.at, event.kind, event.via, event.subject_type, "{}",
        event.previous, chain.link(event.previous, event.content()),
    )  # fmt: skip


@pytest.mark.parametrize("kept", [0, 1, EVENTS - 1])
def test_a_trail_cut_off_is_found(long_trail: int, kept: int) -> None:
    execute(f"DELETE FROM {TABLE} WHERE review_id = %s AND sequence > %s", long_trail, kept)
    assert first_bad(long_trail) == (kept + 1, f"{EVENTS} events were written, {kept} are here")


def test_a_trail_cut_off_with_its_head_moved_back_is_found(long_trail: int) -> None:
    execute(f"DELETE FROM {TABLE} WHERE review_id = %s AND sequence > 5", long_trail)
    last = AuditEvent.objects.get(review_id=long_trail, sequence=5).hash
    execute("UPDATE screening_chainhead SET length = 5, last = %s WHERE review_id = %s", last, long_trail)
    assert first_bad(long_trail)[1].startswith("the seal of the chain's head does not fit")


def test_a_trail_whose_head_is_gone_is_found(long_trail: int) -> None:
    execute("DELETE FROM screening_chainhead WHERE review_id = %s", long_trail)
    assert first_bad(long_trail) == (1, "the chain's head is missing")


def test_a_trail_wiped_out_with_its_head_is_found(long_trail: int) -> None:
    execute(f"DELETE FROM {TABLE} WHERE review_id = %s", long_trail)
    execute("DELETE FROM screening_chainhead WHERE review_id = %s", long_trail)
    assert first_bad(long_trail) == (1, "the whole trail is gone: a review is made with its first events")


def test_an_event_moved_to_another_review_is_found_in_both(long_trail: int, mallory: Member) -> None:
    execute(
        f"UPDATE {TABLE} SET review_id = %s, sequence = 3 WHERE review_id = %s AND sequence = %s",
        mallory.review_id, long_trail, EVENTS,
    )  # fmt: skip
    assert first_bad(long_trail)[0] == EVENTS
    assert first_bad(mallory.review_id)[0] == 3


def test_tampering_with_one_review_leaves_the_others_whole(long_trail: int, mallory: Member) -> None:
    execute(f"DELETE FROM {TABLE} WHERE review_id = %s AND sequence = 2", long_trail)
    assert verify(review_id=mallory.review_id).broken is None


def test_a_replaced_secret_key_still_verifies_through_its_fallback(
    long_trail: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = settings.SECRET_KEY
    monkeypatch.setattr(settings, "SECRET_KEY", "a new key, long enough to be one")
    assert first_bad(long_trail)[1].startswith("the seal")
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [old])
    assert verify(review_id=long_trail).broken is None


def test_the_model_refuses_every_way_of_changing_an_event(long_trail: int) -> None:
    event = AuditEvent.objects.filter(review_id=long_trail).first()
    attempts = [
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(kind="x"),
        lambda: AuditEvent.objects.bulk_update([event], ["kind"]),
    ]
    for attempt in attempts:
        with pytest.raises(AppendOnlyError):
            attempt()
    assert verify(review_id=long_trail).broken is None


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the trigger is PostgreSQL's; this runs on SQLite"
)
@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {TABLE} SET via = 'x'",
        f"DELETE FROM {TABLE}",
        f"SET LOCAL screening.truncate = ''; TRUNCATE {TABLE}",  # the tests' own connection may, to start afresh
    ],
)
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_database_itself_refuses(owen: Member, sql: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute(sql)


def test_an_exported_trail_verifies_without_this_application(long_trail: int) -> None:
    """The rule is short enough to write again: SHA-256 over the hash before, a line end, and canonical JSON."""
    previous = "0" * 64
    for event in AuditEvent.objects.filter(review_id=long_trail).order_by("sequence"):
        text = json.dumps(event.content(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
        assert event.hash == previous
    assert ChainHead.objects.get(review_id=long_trail).last == previous


def test_the_console_is_really_a_console(long_trail: int) -> None:
    with console() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE} WHERE review_id = %s", [long_trail])
        assert cursor.fetchone() == (EVENTS,)
    assert trail.INSTALLATION == 0
