"""PubMed's fields for a builder. Tags: https://pubmed.ncbi.nlm.nih.gov/help/#search-tags"""

from __future__ import annotations

from typing import Final

from screening.searches.strategies.fields import Field

FIELDS: Final = (
    Field("tiab", "Title/Abstract", "{}[tiab]"),
    Field("ti", "Title", "{}[ti]"),
    Field("tw", "Text word", "{}[tw]"),
    Field("mh", "MeSH, with narrower headings", "{}[mh]"),
    Field("mh_noexp", "MeSH, this heading only", "{}[mh:noexp]"),
    Field("majr", "MeSH major topic", "{}[majr]"),
    Field("all", "All fields", "{}[all]"),
    Field("au", "Author", "{}[au]"),
    Field("ta", "Journal", "{}[ta]"),
    Field("ad", "Affiliation", "{}[ad]"),
    Field("pt", "Publication type", "{}[pt]"),
    Field("la", "Language", "{}[la]"),
    Field("dp", "Date of publication", "{}[dp]"),
    Field("edat", "Date added to PubMed", "{}[edat]"),
)
