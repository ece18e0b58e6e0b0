import datetime as dt
import time

import pytest

from screening.demo.corpus import bulk, demo_collection
from screening.demo.corpus.article import Article, Issued, Journal, Part, Person
from screening.demo.corpus.collection import Records
from screening.demo.query import evaluate


def article(pmid, title, abstract="", **more):
    day = dt.date(2000 + pmid, 6, 15)
    more = {"entered": day, "issued": Issued(2000 + pmid, 6), "people": (Person("Ångström", "Ada B"),)} | more
    return Article(pmid=pmid, title=title, parts=(Part(abstract),) if abstract else (), **more)


@pytest.fixture(scope="module")
def shelf():
    return Records(
        [
            article(1, "Exosomes for low back pain.", "Twenty adults.", mesh=("Exosomes", "Low Back Pain")),
            article(2, "Pain of the back.", "A low dose of exosome therapy.", languages=("ger",)),
            article(3, "Rats and exosomal cargo.", types=("Review",), keywords=("vesicle", "pain")),
            article(
                4, "Müller cells.", issued=Issued(free="2004 Nov-Dec"), journal=Journal("Eye", "Eye", "1-2")
            ),
            article(5, "Knee.", issued=Issued(2005), online=dt.date(2004, 12, 30), nct="NCT99000001"),
        ]
    )


@pytest.mark.parametrize(
    ("query", "pmids"),
    [
        ("exosomes", [1]),
        ("exosome", [2, 1]),  # mapped to the heading Exosomes
        ("exosom*", [3, 2, 1]),
        ("exosom*[tiab]", [3, 2, 1]),
        ("exosom*[ti]", [3, 1]),
        ('"low back pain"', [1]),
        ("low back pain", [2, 1]),  # all three words somewhere
        ('"low back pain"[mesh]', [1]),
        ("pain[mesh]", [1]),  # broader than Low Back Pain
        ('"Extracellular Vesicles"[MeSH Terms]', [1]),
        ("pain[Title/Abstract]", [3, 2, 1]),
        ("pain AND rats", [3]),
        ("rats OR knee", [5, 3]),
        ("pain NOT rats", [2, 1]),
        ("knee OR pain AND rats", [3]),  # from left to right
        ("knee OR (pain AND rats)", [5, 3]),
        ("(knee) OR ((pain) AND (rats))", [5, 3]),
        ("pain (rats OR knee)", [3]),
        ("german[la]", [2]),
        ("ger[lang]", [2]),
        ("review[pt]", [3]),
        ("angstrom a[au]", [5, 4, 3, 2, 1]),
        ("Ångström AB[Author]", [5, 4, 3, 2, 1]),
        ("muller", [4]),
        ("eye[ta]", [4]),
        ("NCT99000001[si]", [5]),
        ("2[uid]", [2]),
        ("2:4[UID]", [4, 3, 2]),
        ("1:9[pmid] NOT 2:4[UID]", [5, 1]),
        ("2001:2002[dp]", [2, 1]),
        ("2004[dp]", [5, 4]),  # the electronic date counts before the issue's
        ("2004/11[pdat]", [4]),
        ('"2002/06/15"[edat] : "2003/06/15"[edat]', [3, 2]),
        ("2003:3000[edat]", [5, 4, 3]),
        ("2004/06/16:present[edat]", [5]),
        ("all[sb]", [5, 4, 3, 2, 1]),
        ("all[sb] NOT pubmed books[sb]", [5, 4, 3, 2, 1]),
        ("hasabstract[filter]", [2, 1]),
        ("pain [ti]", [2, 1]),
        ('("exosomes"[ti] OR "pain"[ti]) AND eng[la]', [1]),
    ],
)
def test_a_query_finds(shelf, query, pmids):
    assert shelf.newest_first(evaluate(query, shelf).hits) == pmids


@pytest.mark.parametrize(
    ("query", "translation"),
    [
        ("rats AND knee[ti]", '("rats"[MeSH Terms] OR "rats"[All Fields]) AND "knee"[Title]'),
        ("pain AND (rats[ti] OR knee[ti])", '"pain"[All Fields] AND ("rats"[Title] OR "knee"[Title])'),
        ("exosom*[tiab]", "exosom*[Title/Abstract]"),
        ("2001[dp]", "2001/01/01:2001/12/31[Date - Publication]"),
    ],
)
def test_the_translation_shows_how_it_was_read(shelf, query, translation):
    assert evaluate(query, shelf).translation == translation


def test_words_known_as_a_heading_are_mapped_and_the_mapping_told(shelf):
    mapped = evaluate("low back pain AND knee", shelf).notes.mappings
    assert mapped == [
        (
            "low back pain",
            '"low back pain"[MeSH Terms] OR ("low"[All Fields] AND "back"[All Fields] '
            'AND "pain"[All Fields]) OR "low back pain"[All Fields]',
        )
    ]


def test_an_unknown_field_is_named_and_all_fields_are_searched(shelf):
    found = evaluate("knee[nonsense]", shelf)
    assert found.notes.fields_not_found == ["nonsense"]
    assert shelf.newest_first(found.hits) == [5]


def test_a_quoted_phrase_nobody_wrote_is_named_and_its_words_are_searched(shelf):
    found = evaluate('"back exosomes"[tiab]', shelf)
    assert found.notes.quoted_not_found == ['"back exosomes"[tiab]']
    assert shelf.newest_first(found.hits) == [1]


def test_a_word_nobody_wrote_is_named(shelf):
    found = evaluate("qzxw OR knee", shelf)
    assert found.notes.phrases_not_found == ["qzxw"]
    assert shelf.newest_first(found.hits) == [5]


def test_stop_words_are_ignored_and_named(shelf):
    found = evaluate("the knee", shelf)
    assert found.notes.ignored == ["the"]
    assert shelf.newest_first(found.hits) == [5]


@pytest.mark.parametrize("query", ["(knee", "knee)", "((rats) OR (knee", ")knee("])
def test_unbalanced_parentheses_are_ignored_and_told(shelf, query):
    found = evaluate(query, shelf)
    assert 5 in shelf.newest_first(found.hits)
    assert found.notes.messages == ["Unmatched parenthesis ignored."]


def test_an_unmatched_quote_is_ignored_and_told(shelf):
    found = evaluate('knee"', shelf)
    assert found.notes.messages == ["Unmatched double quote ignored."]
    assert shelf.newest_first(found.hits) == [5]


@pytest.mark.parametrize(
    "query", ["", "()", "AND", "the", "[ti]", '""', "knee[dp]", "2001/13[dp]", "x:y[uid]", "x:5[uid]", "*"]
)
def test_queries_that_ask_for_nothing_find_nothing(shelf, query):
    found = evaluate(query, shelf)
    assert found.hits == 0
    assert "No items found." in found.notes.messages


def test_operators_at_the_ends_are_ignored(shelf):
    assert shelf.newest_first(evaluate("AND knee OR", shelf).hits) == [5]


def test_lower_case_operators_are_words(shelf):
    found = evaluate("rats or knee", shelf)
    assert (found.hits, found.notes.ignored) == (0, ["or"])


def test_deep_nesting_and_long_queries_are_answered():
    collection = demo_collection()
    assert evaluate("(" * 5_000 + "exosomes" + ")" * 5_000, collection).hits
    long = " OR ".join(f'"invented term {n}"[tiab]' for n in range(800))
    assert len(long) > 20_000
    assert evaluate(long, collection).hits == 0
    assert evaluate("low back pain " * 400, collection).hits > 0
    assert evaluate("9" * 20_000 + "[uid]", collection).hits == 0


def test_set_operations_on_100_000_records_take_milliseconds():
    collection = bulk(100_000)
    begun = time.process_time()
    found = evaluate('("bulk record" NOT 20000003:20000999[UID]) AND 2001:2010[edat]', collection)
    pmids = collection.newest_first(found.hits)
    assert time.process_time() - begun < 0.5
    assert len(pmids) > 20_000
    assert pmids == sorted(pmids, reverse=True)
