"""What narrows a list, one chip for each filter, with the address of the same list without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import django_filters as filters

PLACES = ("page", "after", "before", "round")  # a place in one list is none in another
CHOOSING = ("do", "which", "of", "citation")  # what the label bar adds


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    value: str
    without: str  # a query string


def chips_of(found: filters.FilterSet, address: Mapping[str, str]) -> list[Chip]:
    """One for each filter that narrows; what a filter does not understand narrows nothing."""
    chips = []
    for name, field in found.form.fields.items():
        if not found.form.is_valid() and name in found.form.errors:
            continue
        value = found.form.cleaned_data.get(name)
        if value not in (None, ""):
            choices = dict(getattr(field, "choices", ()))
            chips.append(Chip(field.label, str(choices.get(str(value), value)), _without(address, name)))
    return chips


def kept_of(address: Mapping[str, str]) -> dict[str, str]:
    """What stays when one goes to another page of the same list."""
    return {key: value for key, value in address.items() if key not in (*PLACES, *CHOOSING) and value}


def _without(address: Mapping[str, str], name: str) -> str:
    return urlencode({key: value for key, value in kept_of(address).items() if key != name})
