"""Forms about duplicates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from screening.duplicates.choosing import FIELDS, LABELS, Offer, Origin
from screening.duplicates.models import Pair, Preferences
from screening.duplicates.preferences import MERGING
from screening.lib.several import Several
from screening.records.models import Citation, Record
from screening.records.standing import standing
from screening.reviews.models import Review
from screening.searches.models import Source


class Answer(forms.Form):
    """What two citations are to each other."""

    answer = forms.ChoiceField(
        choices=[(state, state) for state in Pair.State.values if state != Pair.State.OPEN],
        error_messages={
            "required": "Answer with duplicate, separate or related.",
            "invalid_choice": "Answer with duplicate, separate or related.",
        },
    )
    kind = forms.ChoiceField(label="How they are related", choices=Pair.Kind.choices, required=False)

    @property
    def sentence(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class Together(Answer):
    """The same of several citations: which of those side by side, and the pairs that were shown of them."""

    citations = Several(Citation.objects.none(), required=False)
    shown = Several(Pair.objects.none())

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["citations"].queryset = Citation.objects.filter(review=review)  # type: ignore[attr-defined]
        self.fields["shown"].queryset = Pair.objects.filter(review=review)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[int]:
        return [citation.pk for citation in self.cleaned_data["citations"]]

    @property
    def seen(self) -> list[int]:
        return [pair.pk for pair in self.cleaned_data["shown"]]


class With(Answer):
    """Another citation by its number, and what it is to this one."""

    other = forms.IntegerField(
        label="Number of the other citation",
        min_value=1,
        max_value=2**63 - 1,
        help_text="It stands above the title on the citation's own page.",
    )
    field_order = ["other", "answer", "kind"]

    def __init__(self, *args: Any, citation: Citation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.citation = citation
        self.fields["answer"].choices = [("duplicate", "The same report: merge them"), ("related", "Related")]  # type: ignore[attr-defined]
        self.fields["answer"].label = "It is"

    @property
    def both(self) -> tuple[Citation, Citation]:
        return self.citation, self.cleaned_data["other"]

    def clean_other(self) -> Citation:
        here = Citation.objects.filter(standing(), review_id=self.citation.review_id)
        other = here.filter(pk=self.cleaned_data["other"]).exclude(pk=self.citation.pk).first()
        if other is None:
            raise ValidationError("There is no other citation with this number in the review.")
        return other


class Split(forms.Form):
    records = Several(
        Record.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the records to take out."},
    )

    def __init__(self, *args: Any, citation: Citation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["records"].queryset = Record.objects.filter(citation=citation).without_raw()  # type: ignore[attr-defined]

    def clean_records(self) -> list[Record]:
        records = list(self.cleaned_data["records"])
        if len(records) == self.fields["records"].queryset.count():  # type: ignore[attr-defined]
            raise ValidationError("Leave at least the first record with this citation.")
        return records


class Shown(forms.Form):
    """For each field that records word differently: by its rule, or the record that a person chose."""

    def __init__(
        self,
        *args: Any,
        offers: list[Offer],
        origins: dict[str, Origin],
        names: dict[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for field, origin in origins.items():
            rule, parts = FIELDS[field]
            values = {key: tuple(getattr(said, part) for part in parts) for key, said in offers}
            told = {key: value for key, value in values.items() if any(value)}
            if len({repr(value) for value in told.values()}) < 2:
                continue
            choices = [("", f"By rule: {rule.sentence}")]
            choices += [(str(key), f"{names[key]}: {_brief(value)}") for key, value in told.items()]
            self.fields[field] = forms.ChoiceField(
                label=LABELS.get(field, field.capitalize()),
                choices=choices,
                required=False,
                initial=str(origin.key) if origin.by_hand else "",
                help_text=f"Now shown from {names[origin.key]}.",
            )


def _brief(value: tuple[Any, ...]) -> str:
    parts = [", ".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in value if part]
    text = " ".join(" · ".join(parts).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


class Wanted(forms.Form):
    """How the review wants its duplicates found."""

    automatic = forms.BooleanField(label="Merge what is certain without asking", required=False)
    asked = forms.MultipleChoiceField(
        label="Ask all the same where one of these rules decides",
        choices=[(rule.name, f"{rule.name}: {rule.sentence}") for rule in MERGING],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, review: Review, wanted: Preferences, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"automatic": wanted.automatic, "asked": wanted.asked}
        for source in Source.objects.filter(review=review).order_by("pk"):
            place = wanted.sources.index(source.pk) + 1 if source.pk in wanted.sources else None
            self.fields[f"source_{source.pk}"] = forms.IntegerField(
                label=source.name,
                min_value=1,
                max_value=999,
                required=False,
                initial=place,
            )

    @property
    def plain(self) -> list[forms.BoundField]:
        return [self["automatic"], self["asked"]]

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("source_")]

    @property
    def sources(self) -> list[int]:
        """The sources with a place, the first one first."""
        places = {
            name: place for name, place in self.cleaned_data.items() if name.startswith("source_") and place
        }
        return [
            int(name.removeprefix("source_"))
            for name in sorted(places, key=lambda name: (places[name], name))
        ]
