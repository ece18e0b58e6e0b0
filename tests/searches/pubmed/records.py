"""PubMed records written for these tests, to be changed by them."""

from __future__ import annotations

DECLARATION = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
JOURNAL = """
<Journal><ISSN IssnType="Electronic">1234-5679</ISSN>
<JournalIssue CitedMedium="Internet"><Volume>12</Volume><Issue>3</Issue>
<PubDate><Year>2020</Year><Month>Jul</Month><Day>24</Day></PubDate></JournalIssue>
<Title>Journal of invented results</Title><ISOAbbreviation>J Invent Res</ISOAbbreviation></Journal>"""


def article(
    pmid: int | str = 7,
    *,
    title: str = "<ArticleTitle>A title.</ArticleTitle>",
    journal: str = JOURNAL,
    inside: str = "",
    beside: str = "",
    data: str = "",
) -> str:
    """``inside`` goes into Article, ``beside`` behind it, ``data`` into PubmedData."""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f'<Article PubModel="Print">{journal}{title}{inside}</Article>{beside}</MedlineCitation>'
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def article_set(*elements: str) -> bytes:
    body = "\n".join(elements)
    return f"{DECLARATION}<PubmedArticleSet>\n{body}\n</PubmedArticleSet>\n".encode()
