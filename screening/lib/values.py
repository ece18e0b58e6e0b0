"""Values that nobody changes, of which an import builds millions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

_Kind = TypeVar("_Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(kind: type[_Kind]) -> type[_Kind]:
    """A dataclass that is not to be changed: the type checker refuses it. To refuse it at run time, too, as
    ``frozen=True`` does, makes a description eight times slower to build."""
    return dataclass(slots=True, unsafe_hash=True)(kind)
