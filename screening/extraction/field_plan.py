"""One field of an extraction form before it is stored: what a person typed, or a template says."""

from __future__ import annotations

from dataclasses import dataclass

from screening.extraction.models import Field


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A question of a form.

    ``key`` names it for good and is made from the label where empty; ``type`` is a ``Field.Type``.
    ``unit`` belongs to numbers and ``choices`` (two or more) to choices; both are empty elsewhere.
    """

    label: str
    type: str = Field.Type.SHORT_TEXT
    key: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    help: str = ""

    def problems(self) -> dict[str, str]:
        """What is wrong with it, by attribute; empty where nothing is."""
        found = {}
        if not self.label.strip():
            found["label"] = "Say what the field asks."
        if self.type not in Field.Type.values:
            found["type"] = f"“{self.type}” is not a type of field."
        if self.unit and self.type != Field.Type.NUMBER:
            found["unit"] = "Only numbers have a unit."
        if self.choices and self.type != Field.Type.CHOICE:
            found["choices"] = "Only a choice has choices."
        elif self.type == Field.Type.CHOICE and len(self.choices) < 2:
            found["choices"] = "Give at least two choices, one per line."
        elif len(set(self.choices)) < len(self.choices):
            found["choices"] = "Each choice once, please."
        return found
