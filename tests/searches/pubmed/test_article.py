from __future__ import annotations

from typing import Any

import pytest

from screening.records.description import Author, Description, Relation, Section
from screening.searches.pubmed.reading import read_set
from tests.searches.pubmed.records import article, article_set


def described(**parts: Any) -> Description:
    (received,) = read_set(article_set(article(**parts)))
    assert received.description is not None, received.problem
    return received.description


def journal(date: str) -> str:
    return f"<Journal><JournalIssue>{date}</JournalIssue></Journal>"


def test_the_frame_of_an_article() -> None:
    d = described(inside="<Pagination><MedlinePgn>1281-6</MedlinePgn></Pagination><Language>eng</Language>")
    assert (d.pmid, d.title, d.year, d.date) == ("7", "A title.", 2020, "2020 Jul 24")
    assert (d.journal, d.journal_abbreviation) == ("Journal of invented results", "J Invent Res")
    assert (d.volume, d.issue, d.pages) == ("12", "3", "1281-6")
    assert (d.issn, d.languages) == (("1234-5679",), ("eng",))


@pytest.mark.parametrize(
    ("title", "expected", "vernacular"),
    [
        ("<ArticleTitle>p &lt; 0.05 in <i>C. elegans</i></ArticleTitle>", "p < 0.05 in C. elegans", ""),
        ("<ArticleTitle>[Back pain].</ArticleTitle>", "[Back pain].", ""),
        (
            "<ArticleTitle>[Back pain].</ArticleTitle><VernacularTitle>Rückenschmerz</VernacularTitle>",
            "[Back pain].",
            "Rückenschmerz",
        ),
        (
            "<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Rückenschmerz</VernacularTitle>",
            "Rückenschmerz",
            "Rückenschmerz",
        ),
        ("<ArticleTitle/><VernacularTitle>Dolor</VernacularTitle>", "Dolor", "Dolor"),
        ("<VernacularTitle>Dolor</VernacularTitle>", "Dolor", "Dolor"),
        (f"<ArticleTitle>{'long ' * 20_000}</ArticleTitle>", ("long " * 20_000).strip(), ""),
        (
            "<ArticleTitle>&lt;script&gt;alert(1)&lt;/script&gt;</ArticleTitle>",
            "<script>alert(1)</script>",
            "",
        ),
    ],
)
def test_titles(title: str, expected: str, vernacular: str) -> None:
    d = described(title=title)
    assert (d.title, d.vernacular_title) == (expected, vernacular)


def test_authors_are_persons_and_groups_in_order() -> None:
    people = """<AuthorList CompleteYN="Y">
      <Author><LastName>Müller</LastName><ForeName>Jörg A</ForeName><Initials>JA</Initials></Author>
      <Author><CollectiveName>The Invented <i>Trial</i> Group</CollectiveName></Author>
      <Author><LastName>Gibb</LastName><Initials>FW</Initials><Suffix>Jr</Suffix></Author>
      <Author><LastName>Mononymous</LastName></Author><Author><Identifier>x</Identifier></Author>
      <Author><ForeName>Plato</ForeName></Author>
      </AuthorList><AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList>"""
    investigators = (
        "<InvestigatorList><Investigator><LastName>No</LastName></Investigator></InvestigatorList>"
    )
    assert described(inside=people, beside=investigators).authors == (
        Author("Müller", "Jörg A"),
        Author(literal="The Invented Trial Group"),
        Author("Gibb", "FW Jr"),
        Author("Mononymous"),
        Author(literal="Plato"),
    )


def test_abstract_sections_keep_the_authors_labels() -> None:
    abstract = """<Abstract>
      <AbstractText Label="MAIN OUTCOME(S)" NlmCategory="METHODS">Pain (p &lt; 0.05).</AbstractText>
      <AbstractText NlmCategory="RESULTS">CD4<sup>+</sup>.</AbstractText>
      <AbstractText Label="UNLABELLED">Rest.</AbstractText><AbstractText Label="EMPTY"/>
      <CopyrightInformation>Copyright 2020.</CopyrightInformation></Abstract>"""
    d = described(inside=abstract)
    assert d.abstract == (
        Section("Pain (p < 0.05).", "MAIN OUTCOME(S)"),
        Section("CD4⁺."),
        Section("Rest."),
    )


def test_other_abstracts_are_kept_apart() -> None:
    other = """<OtherAbstract Type="Publisher" Language="pol">
      <AbstractText>Streszczenie.</AbstractText></OtherAbstract>"""
    d = described(beside=other)
    assert d.abstract == ()
    assert d.extra == {"OtherAbstract": ["pol Streszczenie."]}


@pytest.mark.parametrize(
    ("date", "written", "year"),
    [
        ("<PubDate><Year>2020</Year></PubDate>", "2020", 2020),
        ("<PubDate><Year>2013</Year><Season>Spring</Season></PubDate>", "2013 Spring", 2013),
        ("<PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate>", "1998 Dec-1999 Jan", 1998),
        ("<PubDate><MedlineDate>Winter</MedlineDate></PubDate>", "Winter", None),
        ("", "", None),
    ],
)
def test_dates_are_kept_as_written(date: str, written: str, year: int | None) -> None:
    d = described(journal=journal(date))
    assert (d.date, d.year) == (written, year)


def test_without_a_printed_year_the_electronic_date_counts() -> None:
    electronic = "<ArticleDate><Year>2019</Year><Month>04</Month></ArticleDate>"
    d = described(journal=journal("<PubDate><MedlineDate>Winter</MedlineDate></PubDate>"), inside=electronic)
    assert (d.date, d.year) == ("2019 04", 2019)


@pytest.mark.parametrize(
    ("inside", "pages"),
    [
        ("<Pagination><StartPage>1</StartPage><EndPage>9</EndPage></Pagination>", "1-9"),
        ("<Pagination><StartPage>e1</StartPage></Pagination>", "e1"),
        ('<ELocationID EIdType="pii">e5807</ELocationID>', "e5807"),
        (
            '<Pagination><MedlinePgn>5</MedlinePgn></Pagination><ELocationID EIdType="pii">x</ELocationID>',
            "5",
        ),
    ],
)
def test_pages(inside: str, pages: str) -> None:
    assert described(inside=inside).pages == pages


OTHERS = """<CommentsCorrectionsList>
  <CommentsCorrections RefType="Cites"><RefSource>Cited</RefSource><PMID>11</PMID></CommentsCorrections>
  <CommentsCorrections RefType="CommentOn"><RefSource>J. 2019;1:1. doi: 10.1000/other</RefSource><PMID>12</PMID>
  </CommentsCorrections></CommentsCorrectionsList>"""
REFERENCES = """<ReferenceList><Reference><Citation>Other</Citation><ArticleIdList>
  <ArticleId IdType="doi">10.1000/reference</ArticleId><ArticleId IdType="pubmed">13</ArticleId>
  <ArticleId IdType="pmc">PMC1300</ArticleId></ArticleIdList></Reference></ReferenceList>"""


def test_ids_are_those_of_the_article_itself() -> None:
    own = """<ArticleIdList><ArticleId IdType="pubmed">7</ArticleId><ArticleId IdType="pmc">PMC4200</ArticleId>
      <ArticleId IdType="doi">10.1000/OWN</ArticleId><ArticleId IdType="pii">S1</ArticleId></ArticleIdList>"""
    d = described(beside=OTHERS, data=own + REFERENCES)
    assert (d.pmid, d.doi, d.pmcid, d.ids) == ("7", "10.1000/own", "PMC4200", {"pii": "S1"})
    d = described(beside=OTHERS, data=REFERENCES)
    assert (d.pmid, d.doi, d.pmcid, d.ids) == ("7", "", "", {})


def test_an_invalid_electronic_location_is_no_doi() -> None:
    wrong = '<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>'
    right = '<ELocationID EIdType="doi" ValidYN="Y">10.1000/right</ELocationID>'
    assert described(inside=wrong).doi == ""
    assert described(inside=wrong + right).doi == "10.1000/right"


def test_relations_leave_out_the_reference_list() -> None:
    assert described(beside=OTHERS).relations == (
        Relation("CommentOn", "12", "J. 2019;1:1. doi: 10.1000/other"),
    )


@pytest.mark.parametrize(
    ("inside", "beside", "retracted"),
    [
        (
            "<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList>",
            "",
            True,
        ),
        (
            "",
            '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"/></CommentsCorrectionsList>',
            True,
        ),
        (
            "",
            '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionOf"/></CommentsCorrectionsList>',
            False,
        ),
        (
            "<PublicationTypeList><PublicationType>Retraction of Publication</PublicationType></PublicationTypeList>",
            "",
            False,
        ),
    ],
)
def test_retraction(inside: str, beside: str, retracted: bool) -> None:
    assert described(inside=inside, beside=beside).retracted is retracted


def test_keywords_subjects_and_registers() -> None:
    beside = """<KeywordList><Keyword>exosome</Keyword><Keyword>pain</Keyword></KeywordList>
      <KeywordList><Keyword>pain</Keyword></KeywordList>
      <MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading>
      <MeshHeading><DescriptorName>Back Pain</DescriptorName><QualifierName>drug therapy</QualifierName>
      <QualifierName>surgery</QualifierName></MeshHeading></MeshHeadingList>
      <SupplMeshList><SupplMeshName>Invented Disease</SupplMeshName></SupplMeshList>"""
    banks = """<DataBankList><DataBank><DataBankName>ISRCTN</DataBankName>
      <AccessionNumberList><AccessionNumber>ISRCTN1</AccessionNumber></AccessionNumberList></DataBank>
      <DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
      <AccessionNumber>NCT01234567</AccessionNumber><AccessionNumber>NCT07654321</AccessionNumber>
      </AccessionNumberList></DataBank></DataBankList>"""
    d = described(inside=banks, beside=beside)
    assert d.keywords == ("exosome", "pain")
    assert d.subjects == ("Humans", "Back Pain/drug therapy", "Back Pain/surgery", "Invented Disease")
    assert d.nct == "NCT01234567"
    assert d.extra["DataBank"] == [
        "ISRCTN ISRCTN1",
        "ClinicalTrials.gov NCT01234567",
        "ClinicalTrials.gov NCT07654321",
    ]


def test_an_element_nobody_has_heard_of_loses_nothing() -> None:
    plain = described(inside="<Language>eng</Language>")
    new = described(inside="<Future><Deep>x</Deep></Future><Language>eng</Language>", beside="<Other/>")
    assert new == plain


def test_a_description_survives_json() -> None:
    d = described(beside=OTHERS, inside="<Abstract><AbstractText Label='A'>x</AbstractText></Abstract>")
    assert Description.from_json(d.as_json()) == d
