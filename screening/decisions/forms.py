"""What the screening room and the conflict page send."""

from __future__ import annotations

from typing import Any

from django import forms

from screening.decisions.models import Verdict
from screening.decisions.operations import VERDICTS
from screening.decisions.requirements import NOTE_LENGTH
from screening.protocol.models import Stage
from screening.protocol.queries import reasons_for
from screening.reviews.models import Review


class Judge(forms.Form):
    """A verdict, its reason and a note. A reason sent without a verdict is an exclusion: one press does both."""

    note = forms.CharField(required=False, max_length=NOTE_LENGTH, widget=forms.Textarea, strip=True)

    verdicts: tuple[Verdict, ...] = VERDICTS

    def __init__(self, *args: Any, review: Review, stage: Stage | str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(verdict.value, verdict.label) for verdict in self.verdicts]
        self.fields["verdict"] = forms.ChoiceField(choices=choices, required=False)
        self.fields["reason"] = forms.ModelChoiceField(
            reasons_for(review=review, stage=stage),
            required=False,
            error_messages={
                "invalid_choice": "This reason is not offered here any more; choose another one."
            },
        )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if not found.get("verdict") and "verdict" not in self.errors:
            if not found.get("reason") and "reason" not in self.errors:
                self.add_error("verdict", "Choose a verdict.")
            found["verdict"] = Verdict.EXCLUDE
        return found


class Ballot(Judge):
    """A vote. ``key`` makes it one vote however often it is sent; ``seconds`` is how long it took."""

    key = forms.UUIDField(
        error_messages={"invalid": "The vote has no valid key. Load the page again and vote there."}
    )
    seconds = forms.IntegerField(required=False)


class Settlement(Judge):
    """A resolution."""

    verdicts = (Verdict.INCLUDE, Verdict.EXCLUDE)


class Reopening(forms.Form):
    """Why an outcome is opened again."""

    reason = forms.CharField(label="Why?", max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))


class Remark(forms.Form):
    """A comment in a discussion."""

    text = forms.CharField(max_length=NOTE_LENGTH, error_messages={"required": "Write something first."})
    key = forms.UUIDField()


class BulkVote(Judge):
    """One vote for all citations of a list."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, review=review, stage=Stage.TITLE_ABSTRACT, **kwargs)
        self.order_fields(["verdict", "reason", "note"])
        self.fields["verdict"].widget = forms.RadioSelect(choices=self.fields["verdict"].choices)  # type: ignore[attr-defined]
        self.fields["verdict"].label = "My vote on each"
        self.fields["reason"].label = "Reason, of an exclusion"
        self.fields["reason"].empty_label = "none"  # type: ignore[attr-defined]
        self.fields["note"].label = "My note on each"
        self.fields["note"].widget.attrs["rows"] = 3


class Undo(forms.Form):
    """Taking a vote back, from the room or from one's history."""

    key = forms.UUIDField()
    then = forms.ChoiceField(choices=[("room", "room"), ("history", "history")], required=False)


def sentences(form: forms.Form) -> list[str]:
    """Everything that is wrong, for a page that shows no fields."""
    return [str(sentence) for errors in form.errors.values() for sentence in errors]
