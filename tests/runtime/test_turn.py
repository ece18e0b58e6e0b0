"""Who writes to SQLite, when several want to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from reviewapp.database import database
from reviewapp.sqlite.base import DatabaseWrapper, turn_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.sqlite3"


@pytest.fixture
def connection(file: Path, django_db_blocker: Any) -> Iterator[DatabaseWrapper]:
    with django_db_blocker.unblock():  # the application's database is left alone here
        made = connect(file)
        made.cursor().execute("CREATE TABLE number (value INTEGER)")
        made.cursor().execute("INSERT INTO number VALUES (0)")
        yield made
        made.close()


def connect(file: Path, **options: object) -> DatabaseWrapper:
    settings = database(f"sqlite:///{file}", file.parent)
    settings["OPTIONS"] = settings["OPTIONS"] | options
    return ConnectionHandler({"default": settings})["default"]  # type: ignore[return-value]


def is_taken(file: Path) -> bool:
    """As another process sees it."""
    apart = type(turn_of(str(file)))(f"{file}-turn")
    taken = apart.take(0)
    if taken is not None:
        apart.give(taken)
    return taken is None


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: DatabaseWrapper, how: str) -> None:
    getattr(connection, how)()
    if how != "close":
        connection.set_autocommit(True)


@pytest.mark.parametrize("how", ["commit", "rollback", "close"])
def test_a_transaction_holds_the_turn_until_it_ends(
    connection: DatabaseWrapper, file: Path, how: str
) -> None:
    assert not is_taken(file)
    begin(connection)
    assert is_taken(file)
    end(connection, how)
    assert not is_taken(file)


def test_a_statement_that_writes_outside_a_transaction_gives_it_back(
    connection: DatabaseWrapper, file: Path
) -> None:
    seen: list[bool] = []

    def look(execute, *rest):  # type: ignore[no-untyped-def]
        seen.append(is_taken(file))
        return execute(*rest)

    with connection.execute_wrapper(look), connection.cursor() as cursor:
        cursor.execute("SELECT value FROM number")
        cursor.execute("UPDATE number SET value = 7")
        with pytest.raises(OperationalError):
            cursor.execute("UPDATE nothing SET value = 7")
    assert seen == [False, True, True]
    assert not is_taken(file)


def test_who_waits_in_vain_is_refused_by_sqlite(connection: DatabaseWrapper, file: Path) -> None:
    begin(connection)
    other = connect(file, timeout=0.05)
    with pytest.raises(OperationalError, match="locked"):
        begin(other)
    end(connection, "commit")
    assert not is_taken(file)
    other.close()


def test_without_a_turn_one_writes_where_sqlite_lets_one(connection: DatabaseWrapper, file: Path) -> None:
    held = turn_of(str(file)).take(0)
    assert held is not None
    other = connect(file, timeout=0.05)
    other.cursor().execute("UPDATE number SET value = 5")
    other.close()
    turn_of(str(file)).give(held)
    assert value(connection) == 5


def test_many_threads_write_one_after_the_other(connection: DatabaseWrapper, file: Path) -> None:
    def add() -> None:
        own = connect(file)
        for _ in range(20):
            begin(own)
            before = value(own)
            own.cursor().execute("UPDATE number SET value = %s", [before + 1])
            end(own, "commit")
        own.close()

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(connection) == 120
    assert not is_taken(file)


def value(connection: DatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM number")
        return int(cursor.fetchone()[0])
