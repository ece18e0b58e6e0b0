"""The form about a chase: which seeds, which ways."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms

from screening.protocol.models import Stage
from screening.records.models import Citation
from screening.reviews.models import Review
from screening.searches.chaser import CHASERS, Chaser, SeedIds
from screening.searches.chases import MOST_SEEDS
from screening.searches.seeds import ids_of, included

THIS = "this"
_ALL = {Stage.TITLE_ABSTRACT: "included on title and abstract", Stage.FULL_TEXT: "included at full text"}


class Chase(forms.Form):
    """Its ``fingerprint`` proves that these seeds were counted in these ways."""

    of = forms.ChoiceField(label="Seeds", widget=forms.RadioSelect)
    methods = forms.MultipleChoiceField(
        label="How",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one way."},
        help_text="Databases know different parts of the literature: citing records are best sought in more than one.",
    )

    def __init__(self, *args: Any, review: Review, citation: Citation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._review, self._citation = review, citation
        self.fields["of"].choices = list(self._seeds())  # type: ignore[attr-defined]
        self.fields["methods"].choices = [  # type: ignore[attr-defined]
            (chaser.key, f"{chaser.label} – {chaser.finds}") for chaser in CHASERS
        ]

    def _seeds(self) -> Any:
        if self._citation:
            yield THIS, f"This citation: {self._citation.title[:200]}"
        for stage, words in _ALL.items():
            yield stage.value, f"All {included(review=self._review, stage=stage).count():,} {words}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if of := data.get("of"):
            self.citations = self._chosen(of)
            if not self.citations:
                self.add_error("of", f"No citation is {_ALL[Stage(of)]} yet.")
            elif len(self.citations) > MOST_SEEDS:
                self.add_error(
                    "of", f"{MOST_SEEDS:,} seeds are asked for at a time: chase from single citations."
                )
        return data

    def _chosen(self, of: str) -> list[Citation]:
        if of == THIS and self._citation:
            return [self._citation]
        return list(included(review=self._review, stage=Stage(of)))

    @property
    def seeds(self) -> list[SeedIds]:
        return [ids_of(citation) for citation in self.citations]

    @property
    def chasers(self) -> list[type[Chaser]]:
        return [CHASERS[key] for key in self.cleaned_data["methods"]]

    @property
    def fingerprint(self) -> str:
        asked = [*sorted(self.cleaned_data["methods"]), *map(str, self.seeds)]
        return hashlib.sha256("\n".join(asked).encode()).hexdigest()
