"""Pages of a list of any length: each begins beside a row, not after so many rows, so page 1,000 is as quick as page 1.

An address names the row before the page (``after``) or behind it (``before``) by its id. ``page`` alone, typed or
kept from elsewhere, is counted out in the index; beside a row it only says which number to show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Value

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_ID = re.compile(r"[1-9][0-9]{0,17}")
DEEPEST = 10**9  # rows: databases take no larger offset than their integers


@dataclass(frozen=True, slots=True)
class Order:
    """By ``key``, then by id, both in one direction. ``key`` is a column that is never NULL, or ``pk``."""

    label: str
    key: str
    descending: bool = False

    def columns(self, *, backwards: bool = False) -> list[str]:
        sign = "-" if self.descending != backwards else ""
        return [f"{sign}{name}" for name in dict.fromkeys((self.key, "pk"))]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list an address wants to be."""

    number: int = 1
    after: int | None = None
    before: int | None = None

    @classmethod
    def of(cls, address: Mapping[str, Any]) -> Place:
        """Of a query string; nonsense is the first page."""
        page, after, before = (str(address.get(name, "")) for name in ("page", "after", "before"))
        return cls(
            int(page) if _NUMBER.fullmatch(page) else 1,
            int(after) if _ID.fullmatch(after) else None,
            int(before) if _ID.fullmatch(before) else None,
        )


@dataclass(frozen=True, slots=True)
class Page:
    """The ids of one page's rows, and whether there is anything before and behind it."""

    ids: list[int]
    number: int
    has_previous: bool
    has_next: bool

    @property
    def first(self) -> int:
        return self.ids[0]

    @property
    def last(self) -> int:
        return self.ids[-1]

    @property
    def number_before(self) -> int:
        return max(self.number - 1, 1)

    @property
    def number_after(self) -> int:
        return self.number + 1


def page_of(*, found: QuerySet[Any], among: QuerySet[Any], order: Order, size: int, place: Place) -> Page:
    """The page of ``found`` at ``place``; the first one where that leads nowhere. At most two queries of ids.

    ``among`` is where the row beside the page is looked up: it may have left ``found`` since the address was made.
    """
    ids = found.values_list("pk", flat=True)
    if place.after:
        following = list(_beyond(ids, among, order, place.after, backwards=False)[: size + 1])
        if following:
            return Page(following[:size], max(place.number, 2), True, len(following) > size)
    elif place.before:
        preceding = list(_beyond(ids, among, order, place.before, backwards=True)[: size + 1])
        if len(preceding) > size:  # or it is the first page, which is shown whole
            return Page(preceding[size - 1 :: -1], max(place.number, 2), True, True)
    elif place.number > 1:
        start = min((place.number - 1) * size, DEEPEST)
        counted = list(ids.order_by(*order.columns())[start : start + size + 1])
        if counted:
            return Page(counted[:size], place.number, True, len(counted) > size)
    opening = list(ids.order_by(*order.columns())[: size + 1])
    return Page(opening[:size], 1, False, len(opening) > size)


def _beyond(
    ids: QuerySet[Any, int], among: QuerySet[Any], order: Order, row: int, *, backwards: bool
) -> QuerySet[Any, int]:
    key = among.filter(pk=row).values_list(order.key, flat=True).first()
    if key is None:
        return ids.none()
    sign = "<" if order.descending != backwards else ">"
    return ids.filter(_Compared(order.key, key, row, sign)).order_by(*order.columns(backwards=backwards))


class _Compared(Func):
    """``(key, id) > (…, …)`` as both databases read it from an index. Django's own spells it out with OR on SQLite,
    which then reads the index from its start."""

    output_field = BooleanField()

    def __init__(self, key: str, value: Any, row: int, sign: str) -> None:
        pairs = {key: value, "pk": row}
        super().__init__(*map(F, pairs), *map(Value, pairs.values()))
        self.sign = sign

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        parts = [compiler.compile(part) for part in self.source_expressions]
        half = len(parts) // 2
        columns, values = (", ".join(sql for sql, _ in side) for side in (parts[:half], parts[half:]))
        return f"({columns}) {self.sign} ({values})", tuple(value for _, params in parts for value in params)
