"""Superscript and subscript as plain text, readable in a list, a spreadsheet and a screen reader."""

from __future__ import annotations

import unicodedata
from itertools import chain

_BLOCKS = ((0xAA, 0xBB), (0x2B0, 0x2E5), (0x1D2C, 0x1DC0), (0x2070, 0x209D), (0x2C7C, 0x2C7E))
_ALREADY_RAISED = "®™©℠°ªº*†‡§¶\N{PRIME}\N{DOUBLE PRIME}"  # drawn small or high by themselves
_MINUS, _EN_DASH = 0x2212, 0x2013


def _forms(kind: str) -> dict[int, str]:
    """Every character that has such a form in Unicode, e.g. ``{"2": "²"}`` for ``<super>``."""
    forms: dict[int, str] = {}
    for code in chain.from_iterable(range(*block) for block in _BLOCKS):
        decomposition = unicodedata.decomposition(chr(code)).split()
        if len(decomposition) == 2 and decomposition[0] == kind:
            forms[int(decomposition[1], 16)] = chr(code)
    return forms | {ord("-"): forms[_MINUS], _EN_DASH: forms[_MINUS]}


_SUPER = _forms("<super>") | {ord(sign): sign for sign in _ALREADY_RAISED}
_SUB = _forms("<sub>")


def superscript(text: str) -> str:
    """``+`` to ``⁺``, ``-19`` to ``⁻¹⁹``; ``a/b``, which has no such form, to ``^(a/b)``."""
    return _raised(text, _SUPER, "^")


def subscript(text: str) -> str:
    """``2`` to ``₂``; ``trend``, of which some letters have no such form, to ``_(trend)``."""
    return _raised(text, _SUB, "_")


def _raised(text: str, forms: dict[int, str], sign: str) -> str:
    if all(ord(character) in forms for character in text):
        return text.translate(forms)
    return f"{sign}({text})"
