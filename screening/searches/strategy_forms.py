"""Forms about strategies: the text, and a line to be added."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms

from screening.searches.connector import fields_of
from screening.searches.forms import Typed, long_text
from screening.searches.models import Source
from screening.searches.strategies import expansion
from screening.searches.strategies.fields import Field, TermsRefused, composed, field_of

LONGEST_QUERY = expansion.LONGEST


class Strategy(forms.Form):
    """The strategy for a source. Its ``fingerprint`` proves that this text was previewed."""

    strategy = long_text(
        "Search strategy",
        "Exactly as the database understands it; it is kept and sent as typed. Or as numbered lines, #1, #2 …, in"
        " which later lines refer to earlier ones: the last line is sent, and you see it written out before it is.",
        rows=10,
        most=LONGEST_QUERY,
        css="query",
    )
    limits = long_text(
        "Limits", "Joined to the strategy with AND, for example 1900:2024/03/18[dp].", rows=1, css="query"
    )
    limit = forms.IntegerField(
        label="Fetch at most",
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text="Leave empty to fetch every record. A limited run says so wherever it is counted.",
    )
    notes = long_text("Notes", "For the search report: who built it, and on what.", rows=2)

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_sent = bool(source.connector)
        self.is_kept_only = "keep" in self.data  # unfinished work may be kept
        if not self.is_sent:
            del self.fields["limit"]
            there = f"As it stands in {source}, every line of it; copy it there and paste it here."
            self.fields["strategy"].help_text = f"{there} It is kept as typed."
            self.fields["limits"].help_text = "As they were set there: languages, dates, publication types."

    @property
    def texts(self) -> dict[str, str]:
        """What is kept of it."""
        return {name: self.cleaned_data[name] for name in ("strategy", "limits", "notes")}

    @property
    def read(self) -> expansion.Strategy:
        """As it stands in the form, valid or not."""
        return expansion.Strategy(_rows(self["strategy"].value()), _rows(self["limits"].value()))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "strategy" in data and not data["strategy"].strip():
            self.add_error("strategy", "Write the strategy first.")
        elif self.is_sent and not self.is_kept_only and {"strategy", "limits"} <= data.keys():
            self._check(expansion.Strategy(data["strategy"], data["limits"]))
        return data

    def _check(self, strategy: expansion.Strategy) -> None:
        if strategy.faults:
            self.add_error("strategy", strategy.faults)
        elif strategy.lines and len(strategy.query) > LONGEST_QUERY:
            self.add_error(
                "strategy",
                f"Written out, with its limits, it has {len(strategy.query):,} characters; {LONGEST_QUERY:,} are sent"
                " at most. Split the search in two: their results are joined in the review.",
            )

    @property
    def query(self) -> str:
        return expansion.Strategy(self.cleaned_data["strategy"], self.cleaned_data["limits"]).query

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.query.encode()).hexdigest()


class AddLine(forms.Form):
    """Terms and a field, from which a line is put together."""

    use_required_attribute = False  # the form around it is mostly sent without a line
    field = forms.ChoiceField(label="Field", required=False)
    terms = Typed(
        label="Terms",
        max_length=LONGEST_QUERY,
        strip=False,
        help_text="One a row; they are joined with OR. A phrase in quotation marks.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "query", "spellcheck": "false"}),
        error_messages={"required": "Write what the line should hold."},
    )

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields: Sequence[Field] = fields_of(source.connector)
        choices = [(field.key, field.label) for field in self._fields]
        if choices and self.initial.get("field") is None:
            self.initial["field"] = choices[0][0]
        self.fields["field"].widget = forms.Select(choices=[*choices, ("", "As typed: operators, #1 AND #2")])
        self.fields["field"].choices = [*choices, ("", "As typed")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"field", "terms"} <= data.keys():
            try:
                data["line"] = composed(data["terms"], field_of(self._fields, data["field"]))
            except TermsRefused as refusal:
                self.add_error("terms", str(refusal))
        return data

    def clean_terms(self) -> str:
        terms: str = self.cleaned_data["terms"]
        if not terms.strip():
            raise forms.ValidationError("Write what the line should hold.")
        return terms


def _rows(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")
