"""The texts of a group in one, as the database puts them together."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, TextField
from django.db.models.sql.compiler import SQLCompiler


class JoinedText(Aggregate):
    """The values of a group with a space between, in no order; for texts without spaces."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ' ')"
    name = "JoinedText"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **options: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **options)
