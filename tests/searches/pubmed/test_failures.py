from __future__ import annotations

import pytest

from screening.lib.polite_http import NotServed, Permanent, Reply, Transient
from screening.searches.pubmed.failures import failure, judge_records
from tests.searches.pubmed.records import article, article_set

KEY_INVALID = b'{"error":"API key invalid","api-key":"s3cret","type":"invalid","status":"unknown"}'
TOO_MANY = b'{"error":"API rate limit exceeded","api-key":"s3cret","count":"4","limit":"3"}'
BEYOND = b"<eSearchResult><ERROR>Search Backend failed: Exception:\n'retstart' cannot be larger</ERROR></eSearchResult>"


def said(sentence: str) -> bytes:
    return f"<?xml version='1.0'?><eFetchResult><ERROR>{sentence}</ERROR></eFetchResult>".encode()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, b"<?xml version='1.0'?><html>WWW Error 500 Diagnostic</html>", Transient),
        (502, b"", Transient),
        (408, b"", Transient),
        (429, TOO_MANY, Transient),
        (200, b'{"error":"API rate limit exceeded","count":"11"}', Transient),
        (200, b"", Transient),
        (200, b"<html>Temporary problem</html>", Transient),
        (200, said("Search Backend failed: Database is not supported: pubmed"), Transient),
        (200, said("Search Backend failed: Unable to open connection to #PMQuerySrv"), Transient),
        (200, said("Cannot retrieve the requested records at this time."), Transient),
        (200, said("Something never seen before"), Transient),
        (400, said(" Error: External viewer error: Empty Response. Status: Timeout"), Transient),
        (400, said("Unable to obtain query #1"), Transient),
        (400, KEY_INVALID, Permanent),
        (400, said("ID list is empty! Possibly it has no correct IDs."), Permanent),
        (400, said("Something never seen before"), Permanent),
        (404, b"no such page", Permanent),
        (414, b"Request-URI Too Long", Permanent),
        (302, b"", Permanent),
        (200, said("Empty term and query_key - nothing todo"), Permanent),
        (200, BEYOND, Permanent),
    ],
)
def test_what_passes_and_what_does_not(status: int, body: bytes, kind: type[NotServed]) -> None:
    found = failure(Reply(status, {}, body))
    assert type(found) is kind
    assert str(found).endswith((".", "”"))
    assert "s3cret" not in str(found)


def test_ncbi_is_quoted_in_its_own_words_but_not_endlessly() -> None:
    assert "“a < b”" in str(failure(Reply(400, {}, said("a &lt; b"))))
    assert len(str(failure(Reply(400, {}, said("x" * 2000))))) < 400


@pytest.mark.parametrize(
    ("body", "good"),
    [
        (article_set(article()), True),
        (b"<PubmedArticleSet></PubmedArticleSet>", True),
        (b"<?xml version='1.0'?>\n<PubmedArticleSet/>\n", True),
        (article_set(article())[:-30], False),
        (b"<PubmedArticleSet>", False),
        (b"", False),
        (b"<html></html>", False),
        (said("broken"), False),
        (article_set(article(title="<ArticleTitle>&lt;ERROR>x&lt;/ERROR></ArticleTitle>")), True),
    ],
)
def test_a_set_of_records_is_whole_or_asked_for_again(body: bytes, good: bool) -> None:
    assert (judge_records(Reply(200, {}, body)) is None) is good
    assert judge_records(Reply(500, {}, body)) is not None
