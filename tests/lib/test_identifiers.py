import pytest

from screening.lib import identifiers

SICI = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1000/ABC.2019.001", "10.1000/abc.2019.001"),
        ("https://doi.org/10.1000/ABC.2019.001", "10.1000/abc.2019.001"),
        ("http://dx.doi.org/10.1000%2Fabc", "10.1000/abc"),
        ("doi: 10.1000/abc.", "10.1000/abc"),
        ("DOI:10.1000/abc;", "10.1000/abc"),
        ("(doi:10.1000/abc)", "10.1000/abc"),
        ("10.1016/S0140-6736(05)66545-X", "10.1016/s0140-6736(05)66545-x"),
        ("10.1000/abc [doi]", "10.1000/abc"),
        ("10.1000/abc[doi]", "10.1000/abc"),
        ("10.1000/abc     LK  - https://x.org/?id=doi:10.1000%2Fabc", "10.1000/abc"),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", SICI),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI),
        ('<a href="https://doi.org/10.1000/abc">10.1000/abc</a>', "10.1000/abc"),
        ("https://x.org/inward?eid=2-s2.0-1&doi=10.15598%2faeee.v16&partnerID=40", "10.15598/aeee.v16"),
        ("https://journals.example.org/doi/10.1177/2150?download=true#page", "10.1177/2150"),
        ("https://journals.example.org/doi/10.1177/2150/full/html", "10.1177/2150"),
        ("https://journals.example.org/doi/pdf/10.1177/2150.pdf", "10.1177/2150"),
        ("10.1000.10/123456", "10.1000.10/123456"),
        ("10.1000/abc;10.1000/def", "10.1000/abc"),
        ("10.1000/abc|https://doi.org/10.1000/abc", "10.1000/abc"),
        ("10.1000/abc\u200b", "10.1000/abc"),
        ("https://doi.org/10.1000/abc/", "10.1000/abc"),
        ("n/a", ""),
        ("10.1000/", ""),
        ("10.1000/" + "a" * 400, ""),
        ("", ""),
    ],
)
def test_doi_in_one_spelling(text: str, expected: str) -> None:
    assert identifiers.doi(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31234567", "31234567"),
        (" 31234567 ", "31234567"),
        ("PMID: 31234567", "31234567"),
        ("PUBMED 21314913", "21314913"),
        ("PMID: NLM24373137", "24373137"),
        ("31234567[pmid]", "31234567"),
        ("31234567.0", "31234567"),
        ("https://pubmed.ncbi.nlm.nih.gov/31234567/", "31234567"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/31124079", "31124079"),
        ("3.12E+07", ""),
        ("0123", ""),
        ("2758580615", ""),
        ("EJ389705", ""),
        ("WOS:000957555400001", ""),
        ("12 patients", ""),
        ("", ""),
    ],
)
def test_pmid_only_where_it_is_one(text: str, expected: str) -> None:
    assert identifiers.pmid(text) == expected


def test_other_identifiers() -> None:
    assert identifiers.pmcid("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8382607.1/") == "PMC8382607"
    assert identifiers.pmcid("PMC123[pmcid]") == "PMC123"
    assert identifiers.pmcid("nothing here") == ""
    assert identifiers.nct("ClinicalTrials.gov/nct05514639") == "NCT05514639"
    assert identifiers.nct("NCT055146391") == ""
    assert identifiers.issns("1932-8494; 19328486 (eISSN), 1932-8494") == ("1932-8494", "1932-8486")
    assert identifiers.issns("9780306406157") == ()
    assert identifiers.isbns("978-0-306-40615-7 and 0-306-40615-2") == ("9780306406157", "0306406152")
