"""What a peer review of a strategy looks at, after PRESS 2015.

McGowan J et al., J Clin Epidemiol 2016;75:40-46, doi:10.1016/j.jclinepi.2016.01.021: six elements, each with a
verdict; if one needs a revision, so does the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

ELEMENTS: Final = {
    "translation": ("Translation of the question", "Does the strategy say what the question asks?"),
    "operators": ("Boolean and proximity operators", "Are they right, and nested as meant?"),
    "headings": ("Subject headings", "Are the right ones there, exploded where that helps?"),
    "text_words": ("Text words", "Are synonyms, spellings and truncation complete, and in the right fields?"),
    "syntax": ("Spelling, syntax and line numbers", "Does each line do what it should?"),
    "limits": ("Limits and filters", "Does each fit the question, and is it named?"),
}
VERDICTS: Final = ("none", "suggested", "required")  # from best to worst


def overall(verdicts: Iterable[str]) -> str:
    """The worst of them: a strategy is as good as its weakest element."""
    return max(verdicts, key=VERDICTS.index)
