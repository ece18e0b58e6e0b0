"""Which rows are among others, asked so that each database answers quickly."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Subquery


class Among(Func):
    """``pk IN (…)`` as a condition, of ids that do not depend on the row.

    SQLite would take all of them by id, a row and its abstract each, and sort them. The plus keeps it on the index of
    the order that was asked for, where a page ends after its rows; the ids are listed once.
    """

    output_field = BooleanField()

    def __init__(self, ids: QuerySet[Any, Any]) -> None:
        super().__init__(F("pk"), Subquery(ids))

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (pk, named), (ids, params) = (compiler.compile(part) for part in self.source_expressions)
        return f"{pk} IN {ids}", (*named, *params)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = self.as_sql(compiler, connection)
        return f"+{sql}", params
