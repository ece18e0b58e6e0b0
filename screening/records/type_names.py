"""Publication types and languages as a citation keeps them, one text with commas, taken apart. No Django here.

Some of PubMed's types hold commas themselves (https://www.ncbi.nlm.nih.gov/mesh/68016454): they stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WHOLE = re.compile(
    r"(?:Research Support, (?:N\.I\.H\., (?:Extramural|Intramural)|Non-U\.S\. Gov't|U\.S\. Gov't, (?:Non-)?P\.H\.S\."
    r"|U\.S\. Government|American Recovery and Reinvestment Act)"
    r"|(?:Adaptive )?Clinical Trial, (?:Phase I{1,3}V?|Phase IV|Veterinary)"
    r"|(?:Randomized Controlled Trial|Observational Study), Veterinary"
    r"|.+?)(?:, |$)"
)


def names(text: str) -> list[str]:
    """``Journal Article, Clinical Trial, Phase I`` gives ``Journal Article`` and ``Clinical Trial, Phase I``."""
    return [found.group().removesuffix(", ") for found in _WHOLE.finditer(text)]


def among(texts: Iterable[str]) -> list[str]:
    """Every name in the texts, once, in the order of the alphabet."""
    return sorted({name for text in texts for name in names(text)}, key=str.casefold)
