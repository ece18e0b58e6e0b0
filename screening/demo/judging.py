"""How the prepared review's reviewers judge an invented citation: by its words, one of them more generously."""

from __future__ import annotations

import re

ANIMALS = re.compile(r"\b(rats?|mice|mouse|rabbits?|in vitro|cultured|goats?|sheep)\b", re.I)
VESICLES = re.compile(r"\b(exosom\w*|extracellular vesicles?)\b", re.I)
BACK = re.compile(r"\b(low back|lumbar|facet|radiculopathy|discogenic|sciatica)\b", re.I)
REVIEWS = re.compile(r"\b(review|commentary|letter|protocol|erratum)\b", re.I)

Judgement = tuple[str, str]  # verdict, label of the exclusion reason


def judge(title: str, abstract: str, types: str, *, generous: bool = False) -> Judgement:
    """``("include", "")``, ``("maybe", "")`` or ``("exclude", reason)``."""
    text = f"{title} {abstract}"
    if not VESICLES.search(text):
        return "exclude", "No exosomes used"
    if not BACK.search(text if generous else title):
        return "exclude", "Not low back pain"
    if ANIMALS.search(title if generous else text):
        return "exclude", "Not a clinical study"
    if REVIEWS.search(f"{title} {types}"):
        return ("maybe", "") if generous else ("exclude", "Not a clinical study")
    return "include", ""
