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

# RIS's types of reference, and the languages of most citations in ISO 639-2/B as PubMed writes them
# (https://www.nlm.nih.gov/bsd/language_table.html).
_CODES = {
    "JOUR": "Journal article", "EJOUR": "Journal article", "MGZN": "Magazine article", "NEWS": "Newspaper article",
    "BOOK": "Book", "EBOOK": "Book", "EDBOOK": "Edited book", "CHAP": "Book chapter", "ECHAP": "Book chapter",
    "CONF": "Conference proceedings", "CPAPER": "Conference paper", "THES": "Thesis", "RPRT": "Report",
    "UNPB": "Unpublished", "INPR": "In press", "ABST": "Abstract", "ELEC": "Web page", "WEB": "Web page",
    "DATA": "Dataset", "GEN": "Other", "mul": "several", "und": "not stated",
    "afr": "Afrikaans", "ara": "Arabic", "bos": "Bosnian", "bul": "Bulgarian", "cat": "Catalan", "chi": "Chinese",
    "cze": "Czech", "dan": "Danish", "dut": "Dutch", "eng": "English", "est": "Estonian", "fin": "Finnish",
    "fre": "French", "geo": "Georgian", "ger": "German", "gre": "Greek", "heb": "Hebrew", "hrv": "Croatian",
    "hun": "Hungarian", "ice": "Icelandic", "ind": "Indonesian", "ita": "Italian", "jpn": "Japanese",
    "kor": "Korean", "lav": "Latvian", "lit": "Lithuanian", "mac": "Macedonian", "may": "Malay", "nor": "Norwegian",
    "per": "Persian", "pol": "Polish", "por": "Portuguese", "rum": "Romanian", "rus": "Russian", "slo": "Slovak",
    "slv": "Slovenian", "spa": "Spanish", "srp": "Serbian", "swe": "Swedish", "tha": "Thai", "tur": "Turkish",
    "ukr": "Ukrainian", "vie": "Vietnamese",
}  # fmt: skip


def names(text: str) -> list[str]:
    """``Journal Article, Clinical Trial, Phase I`` gives ``Journal Article`` and ``Clinical Trial, Phase I``."""
    return [found.group().removesuffix(", ") for found in _WHOLE.finditer(text)]


def among(texts: Iterable[str]) -> list[str]:
    """Every name in the texts, once, in the order of the alphabet."""
    return sorted({name for text in texts for name in names(text)}, key=str.casefold)


def in_words(text: str) -> str:
    """``JOUR`` gives ``Journal article``, ``eng, ger`` gives ``English, German``; what is no code stays."""
    return ", ".join(_CODES.get(name, name) for name in names(text))
