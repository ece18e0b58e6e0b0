"""The form about a chase: which seeds, which ways."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet

from screening.protocol.models import Stage
from screening.records.models import Citation
from screening.reviews.models import Review
from screening.searches.chaser import CHASERS, Chaser, SeedIds
from screening.searches.chases import MOST_SEEDS
from screening.searches.seeds import ids_of, included, never_seeds

THIS, FRESH = "this", "fresh"
_WORDS = {
    Stage.TITLE_ABSTRACT.value: "included on title and abstract",
    FRESH: "included on title and abstract and not chased from yet",
    Stage.FULL_TEXT.value: "included at full text",
}


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

    def _seeds(self) -> Iterator[tuple[str, str]]:
        if self._citation:
            yield THIS, f"This citation: {self._citation.title[:200]}"
        for of, words in _WORDS.items():
            yield of, f"All {self._included(of).count():,} {words}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if of := data.get("of"):
            this = [self._citation] if self._citation else []
            self.citations = this if of == THIS else list(self._included(of))
            if not self.citations:
                self.add_error("of", f"No citation is {_WORDS[of]}.")
            elif len(self.citations) > MOST_SEEDS:
                self.add_error(
                    "of", f"{MOST_SEEDS:,} seeds are asked for at a time: chase from single citations."
                )
        return data

    def _included(self, of: str) -> QuerySet[Citation]:
        if of == FRESH:
            return never_seeds(included(review=self._review, stage=Stage.TITLE_ABSTRACT))
        return included(review=self._review, stage=Stage(of))

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
