"""Filters of the citation list. They live in the URL, so that a list can be kept and sent."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from screening.protocol.models import Stage
from screening.records import labels
from screening.records.among import Among
from screening.records.keyset import Order
from screening.records.models import Citation, Record
from screening.records.told import told_of
from screening.records.word_search import saying
from screening.reviews.models import Member

OUTCOMES = [
    ("pending", "Pending"),
    ("included", "Included"),
    ("excluded", "Excluded"),
    ("conflict", "Conflict"),
]
ORDERS = {
    "newest": Order("Newest here first", "pk", descending=True),
    "oldest": Order("Oldest here first", "pk"),
    "year": Order("Year, latest first", "year_key", descending=True),
    "-year": Order("Year, earliest first", "year_key"),
    "title": Order("Title, A to Z", "title_key"),
    "-title": Order("Title, Z to A", "title_key", descending=True),
}
NOT_RETRIEVED = ("not_retrieved", "Not retrieved")
YES_NO = [("yes", "Yes"), ("no", "No")]
UNLABELLED = "none"
LONGEST_TEXT = 300


def _yes_no(label: str, yes: Q) -> filters.ChoiceFilter:
    def narrow(citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        return citations.filter(yes if value == "yes" else ~yes)

    return filters.ChoiceFilter(label=label, choices=YES_NO, empty_label="Any", method=narrow)


def _outcome(label: str, method: str, *more: tuple[str, str]) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=[*OUTCOMES, *more], empty_label="Any", method=method)


def _year(label: str, lookup: str, **how: str) -> filters.NumberFilter:
    """Without those of which no year is known."""
    return filters.NumberFilter(
        field_name="year_key",
        lookup_expr=lookup,
        label=label,
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        **how,
    )


def _one_of(column: str, label: str) -> filters.ChoiceFilter:
    """``column`` holds names with commas between them.

    It is compared as it stands: of a text put together from it PostgreSQL could not guess how many rows have it.
    """

    def narrow(citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        places = {
            "": value,
            "__startswith": f"{value}, ",
            "__endswith": f", {value}",
            "__contains": f", {value}, ",
        }
        one_of = (Q(**{f"{column}{place}": text}) for place, text in places.items())
        return citations.filter(reduce(or_, one_of))

    return filters.ChoiceFilter(label=label, empty_label="Any", method=narrow)


class CitationFilter(filters.FilterSet):
    text = filters.CharFilter(
        method="with_words",
        label="Words",
        max_length=LONGEST_TEXT,
        help_text="In title, abstract or authors; “in quotes” for a phrase, exosom* for a beginning; a DOI or PMID.",
    )
    source = filters.ChoiceFilter(method="from_source", label="Source", empty_label="Any")
    since = filters.ChoiceFilter(method="new_since", label="New since", empty_label="Any time")
    run = filters.ChoiceFilter(method="from_run", label="Run", empty_label="Any")
    year_from = _year("Year from", "gte")
    year_to = _year("Year to", "lte", method="until")
    type = _one_of("types_key", "Type")
    language = _one_of("languages", "Language")
    title_abstract = _outcome("Title and abstract", "screened")
    full_text = _outcome("Full text", "assessed", NOT_RETRIEVED)
    label = filters.ChoiceFilter(method="with_label", label="Label", empty_label="Any")
    abstract = _yes_no("Has an abstract", Q(has_abstract=True))
    doi = _yes_no("Has a DOI", Q(has_doi=True))
    retracted = _yes_no("Retracted", Q(retracted=True))
    removed = _yes_no("Removed before screening", ~Q(closed_as=""))

    class Meta:
        model = Citation
        fields: list[str] = []

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        review = member.review
        # of a slice above this one, as sources are
        runs = review.runs.filter(withdrawn_at=None).select_related("source")
        ran = [(str(run.pk), f"{run.source.name}, {run.created_at:%-d %B %Y, %H:%M}") for run in runs]
        named = [(str(label.pk), label.name) for label in labels.of_review(review=review)]
        languages, types = told_of(member=member)
        choices = {
            "source": [(str(pk), name) for pk, name in review.sources.values_list("pk", "name")],
            "run": ran,
            "since": ran,
            "type": [(name, name) for name in types],
            "language": [(name, name) for name in languages],
            "label": [(UNLABELLED, "No label"), *named] if named else [],
        }
        for name, choice in choices.items():
            self.filters[name].extra["choices"] = choice

    def until(self, citations: QuerySet[Citation], name: str, value: int) -> QuerySet[Citation]:
        return citations.filter(year_key__range=(1, value))

    def with_words(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        return saying(citations, value)

    def screened(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        return citations.filter(Among(self._candidates(Stage.TITLE_ABSTRACT, value)))

    def assessed(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        """A text that cannot be had is pending for ever: it is named for what it is."""
        outcome = "pending" if value == NOT_RETRIEVED[0] else value
        found = self._candidates(Stage.FULL_TEXT, outcome)
        if outcome == "pending":
            out_of_reach = Q(report__retrieval=NOT_RETRIEVED[0])
            found = found.filter(out_of_reach if value == NOT_RETRIEVED[0] else ~out_of_reach)
        return citations.filter(Among(found))

    def _candidates(self, stage: Stage, outcome: str) -> QuerySet[Any, Any]:
        # by the relation's name: candidates belong to a slice above this one
        candidates = self.member.review.candidates.filter(stage=stage, outcome=outcome)
        return candidates.values("citation")

    def from_source(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        runs = self.member.review.runs.filter(source=int(value), withdrawn_at=None)
        return citations.filter(Among(Record.objects.filter(run__in=list(runs)).values("citation")))

    def new_since(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        """Of which no record came in that run, or in one asked for before it."""
        before = Record.objects.live().filter(citation_id=OuterRef("pk"), run_id__lte=value)
        return citations.filter(~Exists(before))

    def from_run(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        return citations.filter(Among(Record.objects.filter(run=int(value)).values("citation")))

    def with_label(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        seen = labels.seen_by(member=self.member)
        if value == UNLABELLED:
            return citations.exclude(Among(seen.values("citation")))
        return citations.filter(Among(seen.filter(label=int(value)).values("citation")))
