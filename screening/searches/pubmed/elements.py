"""The elements that are PubMed's records, and those around them."""

from __future__ import annotations

import re

from screening.searches.cutting import Shape, frame

PUBMED = Shape(
    tag=re.compile(rb"<(/?+)(PubmedArticle|PubmedBookArticle|MedlineCitation)(?:\s[^<>]*)?>"),
    frame=frame("PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet", without="DeleteCitation"),
    opening=re.compile(rb"<Pubmed(?:Book)?ArticleSet[\s>]"),
    part=b"MedlineCitation",
)
