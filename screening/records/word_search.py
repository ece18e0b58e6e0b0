"""Citations that say certain words: the one place that asks the word index (``word_index.py``)."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet

from screening.records import words
from screening.records.among import Among
from screening.records.models import Citation


def saying(citations: QuerySet[Citation], text: str) -> QuerySet[Citation]:
    """Those in which every word of ``text`` stands, or that the identifier ``text`` names. Without a word, none."""
    asked = words.asked(text)
    if asked.doi:
        return citations.filter(doi=asked.doi)
    if asked.pmid:
        return citations.filter(pmid=asked.pmid)
    if not asked.terms:
        return citations.none()
    says = citations.filter(_Says(asked.terms))
    if asked.number:  # together, not with OR, for which PostgreSQL would unpack the words of every citation
        either = says.values("pk").union(citations.filter(pmid=asked.number).values("pk"))
        return citations.filter(Among(either))
    return says


class _Says(Func):
    output_field = BooleanField()

    def __init__(self, terms: tuple[words.Term, ...]) -> None:
        super().__init__(F("pk"))
        self.terms = terms

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        pk, params = compiler.compile(self.source_expressions[0])
        # the plus as in ``among.py``
        within = "SELECT rowid FROM citation_words WHERE citation_words MATCH %s"
        return f"+{pk} IN ({within})", (*params, words.for_sqlite(self.terms))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        pk, params = compiler.compile(self.source_expressions[0])
        row = pk.rpartition(".")[0]
        return f"screening_words({row}.words) @@ %s::tsquery", (*params, words.for_postgresql(self.terms))
