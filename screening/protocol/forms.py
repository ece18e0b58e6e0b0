"""Forms about the protocol. Each carries the edit its page was opened at: nothing is overwritten unseen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import model_to_dict

from screening.protocol.models import Criterion, ExclusionReason, ProtocolVersion, StageRules

LONG = 20_000  # characters of one text
STAGE_CHOICES = [
    ("both", "both stages"),
    ("title_abstract", "titles and abstracts only"),
    ("full_text", "full texts only"),
]


def _text(label: str, rows: int = 3, help_text: str = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    # The hidden initial says what the person saw, so that only what they changed is saved
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONG,
        widget=area,
        help_text=help_text,
        show_hidden_initial=True,
    )


class Opened(forms.Form):
    edits_seen = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)

    @property
    def seen(self) -> int:
        return int(self.cleaned_data["edits_seen"])


class Texts(Opened):
    """The draft's texts; names are those of ``snapshot.TEXTS``."""

    question = _text("Review question", help_text="One sentence, as it will stand in the report.")
    population = _text("Population", 2)
    intervention = _text("Intervention", 2, "Or exposure, or index test.")
    comparator = _text("Comparator", 2)
    outcomes = _text("Outcomes", 2)
    study_designs = _text("Study designs", 2)
    limits = _text("Limits", 2, "Languages, dates, publication types, and why.")
    include_terms = _text(
        "Terms that speak for inclusion",
        4,
        "Highlighted while screening, one per line; exosom* finds every ending.",
    )
    exclude_terms = _text("Terms that speak for exclusion", 4, "Highlighted in another tint and underline.")
    notes = _text("Notes", 3, "What a reader of the protocol should know besides.")

    def clean(self) -> dict[str, Any]:
        """Line ends as one character, so that a text that was only opened counts as unchanged."""
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in (super().clean() or {}).items()
        }

    @property
    def edited(self) -> dict[str, str]:
        """The texts this person changed, against what they saw."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "edits_seen"}


class _Staged(Opened):
    """Something that applies at one stage or both."""

    stages = forms.ChoiceField(label="Applies at", choices=STAGE_CHOICES, initial="both")

    @property
    def part(self) -> dict[str, Any]:
        """What the operations take."""
        given = {
            name: value for name, value in self.cleaned_data.items() if name not in ("stages", "edits_seen")
        }
        stages = self.cleaned_data["stages"]
        return given | {
            "at_title_abstract": stages != "full_text",
            "at_full_text": stages != "title_abstract",
        }


def described(part: Criterion | ExclusionReason, version: ProtocolVersion) -> dict[str, Any]:
    """A criterion or reason as a form shows it."""
    both = part.at_title_abstract and part.at_full_text
    stages = "both" if both else "title_abstract" if part.at_title_abstract else "full_text"
    return {**model_to_dict(part), "stages": stages, "edits_seen": version.edits}


class CriterionForm(_Staged):
    text = forms.CharField(label="Criterion", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    code = forms.CharField(required=False, max_length=20, help_text="Left empty, the next free one: I1, E1 …")
    facet = forms.CharField(
        required=False, max_length=60, help_text="Optional: population, intervention, design …"
    )
    field_order = ["text", "code", "facet", "stages"]


class NewCriterion(CriterionForm):
    kind = forms.ChoiceField(
        label="A record that meets it is",
        choices=[
            (Criterion.Kind.INCLUSION, "wanted (inclusion criterion)"),
            (Criterion.Kind.EXCLUSION, "not wanted (exclusion criterion)"),
        ],
    )
    field_order = ["kind", "text", "code", "facet", "stages"]


class ReasonForm(_Staged):
    label = forms.CharField(label="Reason", max_length=120)
    criterion_code = forms.CharField(
        label="Criterion",
        required=False,
        max_length=20,
        help_text="Optional: the code of the one it stands for.",
    )
    field_order = ["label", "criterion_code", "stages"]


class Rules(Opened):
    votes_required = forms.TypedChoiceField(
        label="How many people judge each record",
        coerce=int,
        choices=[(1, "one"), (2, "two, independently"), (3, "three, independently")],
    )
    maybe = forms.ChoiceField(label="“Maybe”", choices=StageRules.Maybe.choices)
    reason_required = forms.BooleanField(label="An exclusion needs a reason", required=False)
    differing_reasons = forms.ChoiceField(
        label="Both exclude, for different reasons", choices=StageRules.Differing.choices
    )
    settled_by = forms.ChoiceField(
        label="A conflict is settled by",
        choices=StageRules.SettledBy.choices,
        help_text="Somebody who did not vote on it, in every case.",
    )


class Amend(forms.Form):
    reason = forms.CharField(
        label="Why is the protocol amended?",
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept with the version and reported: PRISMA 2020, item 24c.",
    )
