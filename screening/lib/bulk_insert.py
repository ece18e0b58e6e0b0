"""Thousands of new rows in a third of the time that ``bulk_create`` takes.

Django prepares each value of each row as if it might be an expression. Here the kinds of field whose values databases
take as they are go by unchanged; only the others (JSON, dates) are prepared, by Django's own fields, and the time at
which all of them were added is prepared once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.utils import timezone

_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.BinaryField,
    models.ForeignKey,
)
_MOST_VALUES = 30_000  # in one statement: SQLite takes 32,766 and PostgreSQL 65,535


def bulk_insert(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, in one transaction of the caller's, and give each its key. As with
    ``bulk_create``, no ``save`` and no signal. For models without expressions, and without defaults in the database.
    """
    if not rows:
        return
    meta = type(rows[0])._meta
    fields = [field for field in meta.local_concrete_fields if not (field.primary_key or field.generated)]
    others = [(place, field) for place, field in enumerate(fields) if not isinstance(field, _AS_THEY_ARE)]
    prepared = [(place, _preparing(field)) for place, field in others if not _is_stamp(field)]
    now = timezone.now()
    stamps = [
        (place, field, field.get_db_prep_save(now, connection)) for place, field in others if _is_stamp(field)
    ]
    values_of = attrgetter(*(field.attname for field in fields))
    quote = connection.ops.quote_name
    key = quote(meta.pk.column or "")
    columns = ", ".join(quote(field.column) for field in fields if field.column)
    into = f"INSERT INTO {quote(meta.db_table)} ({columns})"
    one = f"({', '.join(['%s'] * len(fields))})"
    at_once = _MOST_VALUES // len(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            some = rows[start : start + at_once]
            values = []
            for row in some:
                own = list(values_of(row))
                for place, field, stamp in stamps:
                    setattr(row, field.attname, now)
                    own[place] = stamp
                for place, prepare in prepared:
                    own[place] = prepare(row)
                values += own
            cursor.execute(f"{into} VALUES {', '.join([one] * len(some))} RETURNING {key}", values)
            for row, (pk,) in zip(some, cursor.fetchall(), strict=True):
                row.pk, row._state.adding, row._state.db = pk, False, connection.alias


def _is_stamp(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.DateTimeField) and field.auto_now_add


def _preparing(field: models.Field[Any, Any]) -> Callable[[models.Model], Any]:
    """What makes of a row its field's value as the database takes it."""
    if isinstance(field, models.JSONField):  # Django's way there is as long as the work itself
        value_of, encode, encoder = attrgetter(field.attname), connection.ops.adapt_json_value, field.encoder
        return lambda row: None if (value := value_of(row)) is None else encode(value, encoder)
    return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)
