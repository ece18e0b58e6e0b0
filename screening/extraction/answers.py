"""One answer to one field, and whether it will do. Plain values, no database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

SHORT, LONG = 300, 20_000
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
DATE_FORMATS = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}  # by length; reports often give a month or a year only
YES_NO_UNCLEAR = ("yes", "no", "unclear")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person found: ``text``, or that it is not reported; and where: the report's id, page, quote."""

    text: str = ""
    not_reported: bool = False
    report: int | None = None
    page: str = ""
    quote: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.not_reported

    @property
    def shown(self) -> str:
        return "not reported" if self.not_reported else self.text


def problem(answer: Answer, *, type: str, choices: Sequence[str] = (), required: bool = False) -> str:
    """Why this answer does not complete a field of ``type`` (a ``Field.Type``), as a sentence; else empty."""
    if answer.text and answer.not_reported:
        return "Either an answer or “not reported”, not both."
    if answer.is_blank:
        return "Answer this, or mark it as not reported." if required else ""
    return "" if answer.not_reported else CHECKS[type](answer.text, choices)


def same(one: Answer, other: Answer, *, type: str) -> bool:
    """Do two people say the same? Case and spaces do not matter, nor 20 or 20.0; where they found it does not."""
    return _plain(one, type) == _plain(other, type)


def _plain(answer: Answer, type: str) -> tuple[bool, object]:
    if type == "number" and NUMBER.fullmatch(answer.text):
        return answer.not_reported, Decimal(answer.text)
    return answer.not_reported, " ".join(answer.text.casefold().split())


def _short_text(text: str, _: Sequence[str]) -> str:
    return "" if len(text) <= SHORT else f"Up to {SHORT} characters; this has {len(text):,}."


def _long_text(text: str, _: Sequence[str]) -> str:
    return "" if len(text) <= LONG else f"Up to {LONG:,} characters; this has {len(text):,}."


def _number(text: str, _: Sequence[str]) -> str:
    if NUMBER.fullmatch(text):
        return ""
    return "A number in digits, with a point for decimals, such as 12.5. A range or a p value needs a text field."


def _choice(text: str, choices: Sequence[str]) -> str:
    return "" if text in choices else f"Choose one of: {', '.join(choices)}."


def _yes_no_unclear(text: str, _: Sequence[str]) -> str:
    return _choice(text, YES_NO_UNCLEAR)


def _date(text: str, _: Sequence[str]) -> str:
    try:
        datetime.strptime(text, DATE_FORMATS.get(len(text), "%Y-%m-%d"))  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        return "A date as year-month-day, 2024-03-18; or year-month, or the year alone."
    return ""


CHECKS: dict[str, Callable[[str, Sequence[str]], str]] = {
    "short_text": _short_text,
    "long_text": _long_text,
    "number": _number,
    "choice": _choice,
    "yes_no_unclear": _yes_no_unclear,
    "date": _date,
}
