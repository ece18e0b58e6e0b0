from screening.decisions.card import Link, Section, card
from screening.decisions.guide import guide
from screening.decisions.highlights import Highlighter, Part
from screening.protocol.models import Criterion, Stage
from tests.casting import arranging
from tests.decisions.rows import make_candidate, make_protocol, make_reason


def test_sections_with_headings_and_paragraphs(candidate):
    candidate.citation.abstract = [
        {"label": "METHODS", "text": "Rats.\n\nMice."}, {"label": "What we found", "text": "x"}, {"text": ""},
    ]  # fmt: skip
    assert card(candidate, Highlighter("", "rats")).sections == [
        Section("Methods", [[Part("Rats", "out"), Part(".")], [Part("Mice.")]]),
        Section("What we found", [[Part("x")]]),
    ]


def test_links_are_quoted_and_only_to_the_web(candidate):
    candidate.citation.pmid, candidate.citation.doi = "12", "10.1000/a<b>?c#d"
    candidate.citation.url = "https://example.org"
    assert card(candidate, Highlighter("", "")).links == [
        Link("PubMed", "https://pubmed.ncbi.nlm.nih.gov/12/"),
        Link("DOI", "https://doi.org/10.1000/a%3Cb%3E%3Fc%23d"),
    ]
    candidate.citation.pmid = candidate.citation.doi = ""
    assert card(candidate, Highlighter("", "")).links == [Link("Source", "https://example.org")]
    candidate.citation.url = "javascript:alert(1)"
    assert card(candidate, Highlighter("", "")).links == []


def test_the_guide_puts_reasons_beside_their_criteria(review):
    assert guide(review=review, stage=Stage.TITLE_ABSTRACT) is None
    version = make_protocol(review)
    with arranging(review):
        Criterion.objects.create(
            review=review,
            version=version,
            kind="exclusion",
            code="E2",
            text="At full text",
            at_title_abstract=False,
        )
    about, other = make_reason(review, "Animals", criterion_code="E1"), make_reason(review, "Not pain")
    make_reason(review, "Gone", retired_at="2024-01-01T00:00Z")
    found = guide(review=review, stage=Stage.TITLE_ABSTRACT)
    assert [c.code for c in found.inclusion] == ["I1"]
    assert [(c.reason, c.key, c.criterion and c.criterion.code) for c in found.choices] == [
        (about, "1", "E1"), (other, "2", None),
    ]  # fmt: skip
    assert (found.exclusion, found.reason_required) == ([], False)
    full_text = guide(review=review, stage=Stage.FULL_TEXT)
    assert ([c.code for c in full_text.exclusion], full_text.reason_required) == (["E2"], True)


def test_only_nine_reasons_have_a_key(review, protocol):
    for number in range(11):
        make_reason(review, f"Reason {number}")
    keys = [choice.key for choice in guide(review=review, stage=Stage.TITLE_ABSTRACT).choices]
    assert keys == [*"123456789", "", ""]


def test_a_stage_without_reasons_asks_for_none(review):
    make_protocol(review, reason_required=True)
    make_candidate(review)
    assert not guide(review=review, stage=Stage.TITLE_ABSTRACT).reason_required
