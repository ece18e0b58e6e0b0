"""Which records of a collection are like each other, and which cite which: made up, the same every time.

Likeness is what two records share of subjects and keywords. A record cites the earlier ones most like it; as in
PubMed, references are known only of records with a copy in PMC.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import islice

from screening.demo.corpus.article import Article
from screening.demo.corpus.collection import Collection, Records

SIMILAR, CITED_IN, REFERENCES = "pubmed_pubmed", "pubmed_pubmed_citedin", "pubmed_pubmed_refs"
MOST_SIMILAR, MOST_CITED = 20, 6
_ALIKE = 5  # things shared


class Links:
    """``set`` says otherwise for one record: what a test needs to know exactly."""

    def __init__(self, collection: Collection) -> None:
        self._articles = tuple(collection) if isinstance(collection, Records) else ()
        self._by_pmid = {article.pmid: article for article in self._articles}
        self._said: dict[tuple[str, int], list[int]] = {}

    def set(self, name: str, pmid: int, linked: Iterable[int]) -> None:
        self._said[name, pmid] = list(linked)

    def of(self, name: str, pmid: int) -> list[int]:
        """The PMIDs linked to one, as PubMed orders them: a record first among those similar to it."""
        if (name, pmid) in self._said:
            found = self._said[name, pmid]
        elif name == CITED_IN:
            found = self._citing.get(pmid, [])
        elif article := self._by_pmid.get(pmid):
            found = self._similar(article) if name == SIMILAR else self._cited(article) if article.pmc else []
        else:
            found = []
        return [pmid, *found] if name == SIMILAR and found else found

    def _similar(self, article: Article) -> list[int]:
        return [other.pmid for other in islice(self._alike(article), MOST_SIMILAR)]

    def _cited(self, article: Article) -> list[int]:
        earlier = (other.pmid for other in self._alike(article) if other.entered < article.entered)
        return list(islice(earlier, MOST_CITED))

    @cached_property
    def _citing(self) -> dict[int, list[int]]:
        citing: defaultdict[int, list[int]] = defaultdict(list)
        for article in reversed(self._articles):
            for cited in self._cited(article) if article.pmc else []:
                citing[cited].append(article.pmid)
        return citing

    def _alike(self, article: Article) -> Iterable[Article]:
        about = {*article.mesh, *article.keywords}
        shared = ((len(about & {*other.mesh, *other.keywords}), other) for other in self._articles)
        alike = [(n, other) for n, other in shared if n >= _ALIKE and other.pmid != article.pmid]
        return (other for _, other in sorted(alike, key=lambda pair: (-pair[0], -pair[1].pmid)))
