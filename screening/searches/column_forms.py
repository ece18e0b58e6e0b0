"""The form that asks what the columns of a table hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms

from screening.searches.assigning import LABELS, MOST_COLUMNS, TELLING
from screening.searches.fileformat import Sample
from screening.searches.guessing import guessed

_CHOICES = [("", ""), *LABELS.items()]
_CELL = 160  # characters shown of one


class Column(NamedTuple):
    field: forms.BoundField
    value: str
    cells: list[str]


class Columns(forms.Form):
    """One choice for each column of a table; the first choices are what we guess."""

    def __init__(
        self, *args: Any, sample: Sample, mapping: dict[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._sample = sample
        guesses = guessed(sample)
        for number, name in enumerate(sample.columns[:MOST_COLUMNS]):
            self.fields[f"c{number}"] = forms.ChoiceField(
                choices=_CHOICES,
                required=False,
                label=name[:200],
                initial=mapping.get(name, "") if mapping else guesses[number],
            )

    @property
    def left_out(self) -> int:
        return len(self._sample.columns) - len(self.fields)

    def columns(self) -> Iterator[Column]:
        for number, name in enumerate(self.fields):
            cells = [row[number].strip() for row in self._sample.rows if number < len(row)]
            yield Column(self[name], self[name].value() or "", [cell[:_CELL] for cell in cells if cell][:3])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not set(TELLING) & set(data.values()):
            raise forms.ValidationError(
                "Say which column holds the title, or at least one that holds the DOI or PMID: without them nobody"
                " can tell which report a record is about."
            )
        return data

    @property
    def mapping(self) -> dict[str, str]:
        """Column name to field; of two columns with one name the last that was chosen for."""
        chosen = ((self._sample.columns[int(name[1:])], field) for name, field in self.cleaned_data.items())
        return {column: field for column, field in chosen if field}
