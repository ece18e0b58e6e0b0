"""What the calibration pages send."""

from __future__ import annotations

from typing import Any

from django import forms

from screening.decisions.calibration.operations import MOST
from screening.decisions.calibration.queries import screeners
from screening.decisions.calibration_models import Gate
from screening.decisions.requirements import NOTE_LENGTH
from screening.protocol.models import Stage
from screening.reviews.models import Review

LONGEST_REASON = 2_000
FULL_TEXTS = 6  # take as long to read as some twenty abstracts


class OpenRound(forms.Form):
    size = forms.IntegerField(
        label="How many citations",
        min_value=1,
        max_value=MOST,
        initial=20,
        help_text="Drawn at random from those that nobody voted on.",
    )
    counts = forms.BooleanField(
        label="The votes count",
        required=False,
        initial=True,
        help_text="If not, the citations go back into the pool afterwards and are judged again.",
    )
    seed = forms.CharField(
        label="Seed (optional)",
        required=False,
        max_length=40,
        help_text="The same seed draws the same citations from the same ones. Left empty, one is made and shown.",
    )

    def __init__(
        self, *args: Any, review: Review, stage: Stage = Stage.TITLE_ABSTRACT, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if stage == Stage.FULL_TEXT:
            self.fields["size"].label, self.fields["size"].initial = "How many full texts", FULL_TEXTS
            self.fields["size"].help_text = "Drawn at random from those that are here and nobody judged."
            self.fields["counts"].help_text = "If not, they are judged again afterwards."
        people = screeners(review=review).order_by("pk")
        self.fields["members"] = forms.ModelMultipleChoiceField(
            people,
            label="Who takes part",
            widget=forms.CheckboxSelectMultiple,
            initial=list(people.values_list("pk", flat=True)),
            error_messages={"required": "Choose two people at least."},
        )
        self.order_fields(["size", "members", "counts", "seed"])


class Reason(forms.Form):
    """Why a round is closed early."""

    reason = forms.CharField(
        label="Why it is closed early",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OpenGate(forms.Form):
    reason = forms.CharField(
        label="Why main screening begins all the same",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Signed with your name and kept in the audit trail.",
    )


class SetGate(forms.ModelForm):
    class Meta:
        model = Gate
        fields = ["percent", "kappa"]
        labels = {"percent": "Agreement in percent", "kappa": "Kappa"}
        help_texts = {
            "percent": "1 to 100, over all pairs. Empty: not asked for.",
            "kappa": "0 to 1: Cohen’s for two people, Fleiss’ for more. Empty: not asked for.",
        }


class Say(forms.Form):
    """A word about a closed round, or with ``candidate`` about one citation of it."""

    text = forms.CharField(
        label="What you think", max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )
    candidate = forms.IntegerField(required=False, widget=forms.HiddenInput)
