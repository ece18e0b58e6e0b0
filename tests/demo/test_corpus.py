import io
import re
import statistics
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import Bio.Entrez
import pytest
from lxml import etree

from screening.demo.corpus import bulk, demo_collection
from screening.demo.corpus.bulk import KINDS
from screening.demo.corpus.demo import demo_collection as build
from screening.demo.corpus.medline import medline_text
from screening.demo.corpus.pubmed_article import article_set
from screening.demo.query import evaluate

DTD = Path(Bio.Entrez.__file__).parent / "DTDs" / "pubmed_250101.dtd"


@pytest.fixture(scope="module")
def collection():
    return demo_collection()


@pytest.fixture(scope="module")
def whole(collection):
    return ET.fromstring(article_set(collection.element(pmid) for pmid in collection.pmids))


def test_there_are_some_hundred_records_the_same_every_time(collection):
    again = build.__wrapped__()
    assert 350 <= len(collection.pmids) <= 450
    assert [again.element(pmid) for pmid in again.pmids] == [collection.element(p) for p in collection.pmids]


def test_pmids_dois_and_trial_numbers_cannot_be_real(collection):
    assert all(90_000_000 < pmid < 91_000_000 for pmid in collection.pmids)
    assert all(article.doi.startswith("10.5555/") for article in collection if article.doi)
    assert {article.nct[:5] for article in collection if article.nct} == {"NCT99"}
    assert {article.pmc[:5] for article in collection if article.pmc} == {"PMC99"}


def test_every_record_with_an_abstract_says_that_it_is_synthetic(whole):
    notices = [
        record.findtext(".//CopyrightInformation", "") for record in whole if record.find(".//Abstract")
    ]
    assert all(notice.startswith("Synthetic record") for notice in notices)


def test_records_follow_the_dtd_of_pubmed(collection):
    """All but the identifiers (UI) of MeSH headings, which old records lack too."""
    text = article_set(collection.element(pmid) for pmid in collection.pmids)
    dtd = etree.DTD(str(DTD))
    dtd.validate(etree.fromstring(text.encode(), etree.XMLParser(load_dtd=False, no_network=True)))
    complaints = {error.message for error in dtd.error_log}
    assert {message for message in complaints if not message.endswith("carry attribute UI")} == set()


def test_biopython_reads_them(collection):
    text = article_set(collection.element(pmid) for pmid in collection.pmids)
    read = Bio.Entrez.read(io.BytesIO(text.encode()))
    assert len(read["PubmedArticle"]) + len(read["PubmedBookArticle"]) == len(collection.pmids)
    assert len(read["PubmedBookArticle"]) == 3


@pytest.mark.parametrize(
    "path",
    [
        ".//VernacularTitle",
        ".//MedlineDate",
        ".//Season",
        ".//CollectiveName",
        ".//Suffix",
        ".//ArticleDate",
        ".//AccessionNumber",
        ".//Keyword",
        ".//DescriptorName",
        ".//AbstractText/sup",
        ".//AbstractText/sub",
        ".//ArticleTitle/i",
        ".//ArticleTitle/{http://www.w3.org/1998/Math/MathML}math",
        ".//AbstractText[@Label]",
        ".//ELocationID[@EIdType='pii']",
        ".//ArticleId[@IdType='pmc']",
        ".//CommentsCorrections[@RefType='RetractionIn']",
        ".//CommentsCorrections[@RefType='ErratumFor']",
        ".//CommentsCorrections[@RefType='CommentOn']",
        ".//CommentsCorrections[@RefType='UpdateOf']",
    ],
)
def test_the_corpus_has_what_real_records_have(whole, path):
    assert whole.find(path) is not None


def test_the_corpus_lacks_what_real_records_lack(collection):
    articles = list(collection)
    without = Counter(
        name
        for article in articles
        for name in ("parts", "people", "doi", "mesh", "pages")
        if not getattr(article, name)
    )
    assert set(without) == {"parts", "people", "doi", "mesh", "pages"}
    assert 0.03 < without["parts"] / len(articles) < 0.25


def test_languages_are_many_and_foreign_titles_stand_in_brackets(collection):
    foreign = [article for article in collection if "eng" not in article.languages]
    assert len({article.languages for article in foreign}) >= 8
    assert all(article.title.startswith("[") and article.vernacular_title for article in foreign)


def test_markup_and_comparison_signs_survive_side_by_side(collection):
    strange = collection.article(90_001_935)
    assert strange.plain_title.startswith('<script>alert("vesicle")</script>')
    assert "a < b or c > d" in strange.plain_abstract
    assert "<script" not in collection.element(90_001_935)


def test_titles_of_composed_articles_differ_within_their_topic(collection):
    titles = Counter((article.topic, article.title) for article in collection)
    assert max(titles.values()) == 1


def test_some_reports_came_twice(collection):
    second = [article for article in collection if article.topic == "second entry"]
    firsts = [collection.article(article.pmid - 2) for article in second]
    assert len(second) >= 12
    assert all(
        first and first.title != "" and first != again for first, again in zip(firsts, second, strict=True)
    )
    assert any(first.doi and first.doi == again.doi for first, again in zip(firsts, second, strict=True))
    assert any(first.doi and not again.doi for first, again in zip(firsts, second, strict=True))


def test_links_lead_to_records_that_link_back(collection):
    back = {
        "RetractionIn": "RetractionOf",
        "ErratumIn": "ErratumFor",
        "UpdateIn": "UpdateOf",
        "CommentOn": "CommentIn",
    }
    pairs = [(a.pmid, link) for a in collection for link in a.links if link.kind in back]
    assert len(pairs) >= 5
    for pmid, link in pairs:
        other = collection.article(link.pmid)
        assert (back[link.kind], pmid) in {(o.kind, o.pmid) for o in other.links}


def test_a_fifth_is_worth_a_second_look_and_some_came_after_the_last_search(collection):
    query = '(exosome*[tiab] OR "extracellular vesicle*"[tiab]) AND "low back pain"[tiab] AND humans[mesh]'
    assert 0.1 < evaluate(query, collection).hits.bit_count() / len(collection.pmids) < 0.35
    assert evaluate("2024/03/19:2024/12/31[edat]", collection).hits.bit_count() >= 3


def test_medline_text_has_one_tagged_line_per_fact(collection):
    text = medline_text(collection.article(90_003_305))
    assert text.startswith("PMID- 90003305\n")
    assert "\nAU  - Oyelaran TJ\n" in text
    assert "\nSI  - ClinicalTrials.gov/NCT99000011\n" in text
    assert all(line[4:6] == "- " or line.startswith("      ") for line in text.splitlines())


def test_bulk_records_are_many_distinct_and_of_known_size():
    collection = bulk(100_000)
    some = [collection.element(pmid) for pmid in collection.pmids[::500]]
    assert len(collection.pmids) == 100_000
    assert len(set(some)) == len(some)
    assert 4_000 < statistics.mean(len(element.encode()) for element in some) < 5_500
    assert ET.fromstring(some[7]).findtext(".//PMID") == str(collection.pmids[7 * 500])


def test_bulk_has_no_records_between_or_beyond_its_pmids():
    collection = bulk(3)
    outside = (collection.pmids[0] - 7, collection.pmids[0] + 1, collection.pmids[-1] + 7)
    assert [collection.element(pmid) for pmid in outside] == [None, None, None]
    assert evaluate("all[sb]", collection).hits == 0b111


def test_searching_bulk_finds_what_reading_every_record_finds():
    collection = bulk(3 * KINDS + 5)
    for phrase in ("exosomes", "low back pain", "rats"):
        whole_words = re.compile(rf"\b{phrase}\b", re.IGNORECASE)
        read = [p for p in collection.pmids if whole_words.search(collection.article(p).plain_abstract)]
        assert collection.newest_first(collection.find("Abstract", phrase)) == read[::-1] != []
