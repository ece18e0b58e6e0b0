"""What changed between two protocol versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.lib.word_diff import Piece, words
from screening.protocol import wording
from screening.protocol.models import Criterion, Stage
from screening.protocol.snapshot import TEXTS, Snapshot

NOTHING = ("", "")
Key = tuple[str, str]  # the part of the protocol, and what identifies the entry in it


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs. An entry that is new has no ``before``, one that is gone no ``after``."""

    part: str
    label: str
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        return words(self.before, self.after)


def changes(old: Snapshot, new: Snapshot) -> list[Change]:
    """Every entry that differs, in the order of the protocol; what is gone comes after what is there."""
    before, after = dict(_entries(old)), dict(_entries(new))
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        (old_label, old_text), (new_label, new_text) = before.get(key, NOTHING), after.get(key, NOTHING)
        if old_text != new_text:
            found.append(Change(key[0], new_label or old_label, old_text, new_text))
    return found


def _entries(plan: Snapshot) -> Iterator[tuple[Key, tuple[str, str]]]:
    """The protocol as (key, (label, text)) in reading order."""
    for name, label in TEXTS.items():
        yield ("Question and scope", name), (label, plan["texts"][name])
    for criterion in plan["criteria"]:
        kind = Criterion.Kind(criterion["kind"]).label
        text = _joined(f"{kind}: {criterion['text']}", criterion["facet"], wording.stages(criterion))
        yield ("Criteria", criterion["code"]), (criterion["code"], text)
    for place, reason in enumerate(plan["reasons"], start=1):
        text = _joined(f"{place}. {reason['label']}", reason["criterion"], wording.stages(reason))
        yield ("Exclusion reasons", str(reason["id"])), (reason["label"], text)
    for stage, rules in plan["rules"].items():
        yield ("Rules", stage), (Stage(stage).label, " ".join(wording.rules(rules)))


def _joined(text: str, *more: str) -> str:
    extra = "; ".join(part for part in more if part)
    return f"{text} ({extra})" if extra else text
