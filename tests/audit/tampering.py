"""A hand in the database: what somebody with a console could do to a trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

TABLE = "screening_auditevent"


@contextmanager
def console() -> Iterator[Any]:
    """A cursor past the model; on PostgreSQL with the trigger off, as only the table's owner can."""
    triggers = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if triggers:
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER append_only")
        try:
            yield cursor
        finally:
            if triggers:
                cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER append_only")


def execute(sql: str, *values: Any) -> int:
    with console() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
