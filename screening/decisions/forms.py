"""What the screening room and the conflict page send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from screening.decisions.models import Verdict
from screening.decisions.operations import VERDICTS
from screening.decisions.requirements import NOTE_LENGTH
from screening.protocol.models import Stage
from screening.protocol.queries import reasons_for
from screening.records import labels
from screening.reviews.models import Review

NULL = "The note holds a NUL character, which cannot be stored. Take it out and send again."
NO_REASON = "This reason is not offered here any more; choose another one."
NO_VERDICT = "Choose a verdict."
NO_KEY = "The vote has no valid key. Load the page again and vote there."
OLD_FORM = "This form did not arrive whole. Load the page again and send it from there."
NOT_FOR_OTHERS = "A vote is always one's own: it cannot be cast for somebody else. Nothing was stored."
OTHERS_VOTE = "vote for somebody else"


def for_somebody_else(data: Mapping[str, Any]) -> bool:
    """No form has these fields: whoever sends one means to vote for somebody."""
    return any(name in data for name in ("by", "member", "user", "voter"))


def in_words(verdicts: Sequence[Verdict]) -> str:
    """``include, maybe or exclude``."""
    *some, last = [verdict.label.lower() for verdict in verdicts]
    return f"{', '.join(some)} or {last}"


class Seconds(forms.IntegerField):
    """How long a vote took, by the browser's clock. Where that makes no sense nobody knows; the vote is taken."""

    def to_python(self, value: Any) -> int | None:
        try:
            return super().to_python(value)
        except ValidationError:
            return None


class Note(forms.CharField):
    """Why somebody judges as they do; may be empty."""

    def __init__(self, rows: int = 10, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"maxlength": NOTE_LENGTH, "rows": rows})
        said = {"null_characters_not_allowed": NULL}
        super().__init__(required=False, widget=area, error_messages=said, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > NOTE_LENGTH:
            raise ValidationError(
                f"A note has up to {NOTE_LENGTH:,} characters; this one has {len(value):,}. Nothing was stored."
            )


class Judge(forms.Form):
    """A verdict, its reason and a note. A reason sent without a verdict is an exclusion: one press does both."""

    note = Note()

    verdicts: tuple[Verdict, ...] = VERDICTS

    def __init__(self, *args: Any, review: Review, stage: Stage | str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(verdict.value, verdict.label) for verdict in self.verdicts]
        self.fields["verdict"] = forms.ChoiceField(
            choices=choices,
            required=False,
            error_messages={"invalid_choice": f"The verdict is {in_words(self.verdicts)}."},
        )
        self.fields["reason"] = forms.ModelChoiceField(
            reasons_for(review=review, stage=stage),
            required=False,
            error_messages={"invalid_choice": NO_REASON},
        )

    def clean(self) -> dict[str, Any]:
        if for_somebody_else(self.data):
            raise ValidationError(NOT_FOR_OTHERS)
        found = self.cleaned_data
        if not found.get("verdict") and "verdict" not in self.errors:
            if not found.get("reason") and "reason" not in self.errors:
                self.add_error("verdict", NO_VERDICT)
            found["verdict"] = Verdict.EXCLUDE
        return found


class Ballot(Judge):
    """A vote. ``key`` makes it one vote however often it is sent; ``seconds`` is how long it took.

    Who casts it and when are no fields: the session and the server's clock say so.
    """

    key = forms.UUIDField(error_messages={"invalid": NO_KEY, "required": NO_KEY})
    seconds = Seconds(required=False)


class Labelled(forms.Form):
    """A label to put on a citation, or to take off. ``key`` makes it one change however often it is sent."""

    key = forms.UUIDField(error_messages={"invalid": OLD_FORM, "required": OLD_FORM})

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for do in ("put", "take"):
            self.fields[do] = forms.ModelChoiceField(
                labels.of_review(review=review),
                required=False,
                error_messages={"invalid_choice": "There is no such label in this review."},
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and bool(found["put"]) == bool(found["take"]):
            raise forms.ValidationError("Choose one label to put on or to take off.")
        return found

    @property
    def change(self) -> dict[str, Any]:
        """Which label, and what to do with it: as ``label_all`` takes it."""
        do = "put" if self.cleaned_data["put"] else "take"
        return {"do": do, "label": self.cleaned_data[do], "round_key": self.cleaned_data["key"]}


class Settlement(Judge):
    """A resolution."""

    verdicts = (Verdict.INCLUDE, Verdict.EXCLUDE)


class Reopening(forms.Form):
    """Why an outcome is opened again."""

    reason = forms.CharField(
        label="Why?",
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is opened again: the reason is kept."},
    )


class Remark(forms.Form):
    """A comment in a discussion."""

    text = forms.CharField(max_length=NOTE_LENGTH, error_messages={"required": "Write something first."})
    key = forms.UUIDField(error_messages={"invalid": OLD_FORM, "required": OLD_FORM})


class BulkVote(Judge):
    """One vote for all citations of a list."""

    key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"invalid": OLD_FORM, "required": OLD_FORM}
    )

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

    key = forms.UUIDField(error_messages={"invalid": NO_KEY, "required": NO_KEY})
    then = forms.ChoiceField(choices=[("room", "room"), ("history", "history")], required=False)


class Keep(forms.Form):
    """One's own vote once more, under the version in force."""

    key = forms.UUIDField(error_messages={"invalid": NO_KEY, "required": NO_KEY})

    def clean(self) -> dict[str, Any]:
        if for_somebody_else(self.data):
            raise ValidationError(NOT_FOR_OTHERS)
        return self.cleaned_data


def sentences(form: forms.Form) -> list[str]:
    """Everything that is wrong, for a page that shows no fields."""
    return [str(sentence) for errors in form.errors.values() for sentence in errors]
