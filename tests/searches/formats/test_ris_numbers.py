"""DOIs and PMIDs in RIS: where each program puts them, and what is none."""

import pytest

from screening.records.description import Description
from tests.searches.formats.tagged_files import descriptions


def describe(*lines: str) -> Description:
    (found,) = descriptions("\n".join(["TY  - JOUR", "TI  - Walking", *lines, "ER  - ", ""]), "ris")
    return found


@pytest.mark.parametrize(
    ("lines", "doi"),
    [
        (["L3  - 10.1000/ebsco"], "10.1000/ebsco"),
        (["M3  - doi: 10.1000/m3"], "10.1000/m3"),
        (["UR  - https://doi.org/10.1000/ur"], "10.1000/ur"),
        (["UR  - https://x.org/article/10.1000/other.pdf"], ""),
        (["DO  - n/a", "L2  - https://x.org/doi/full/10.1000/l2"], "10.1000/l2"),
        (["DO  - 10.1000/own     LK  - https://x.org/?id=doi:10.1000%2Fother"], "10.1000/own"),
        (["N1  - Erratum in 10.1000/other"], ""),
        (["DO  - 10.1000/first", "DO  - 10.1000/second"], "10.1000/first"),
        (["DOI - 10.1000/four"], "10.1000/four"),
        (["N1  - 10.1000/alone"], "10.1000/alone"),
        (["AN  - doi:10.1000/an"], "10.1000/an"),
        (["U1  - https://doi.org/10.1000/u1[doi]"], "10.1000/u1"),
        (["N1  - Comment on 10.1000/other", "C1  - see 10.1000/else"], ""),
    ],
)
def test_where_the_doi_lives(lines: list[str], doi: str) -> None:
    assert describe(*lines).doi == doi


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        (["C3  - PUBMED 21314913"], "21314913"),
        (["DB  - Embase", "DB  - Medline", "C5  - 38773066", "AN  - 123"], "38773066"),
        (["U1  - 31234567[pmid]"], "31234567"),
        (["AN  - 31234567", "DB  - Medline"], "31234567"),
        (["AN  - 31234567", "DP  - NLM"], "31234567"),
        (["AN  - 31234567", "DB  - CINAHL"], ""),
        (["AN  - 19326203"], ""),
        (["DB  - Medline", "ID  - 887"], ""),  # EndNote's number
        (["AN  - 31234567", "DB  - mnh", "DP  - EBSCOhost"], "31234567"),
        (["UR  - https://pubmed.ncbi.nlm.nih.gov/31234567/"], "31234567"),
        (["L2  - https://www.ncbi.nlm.nih.gov/pubmed/31234567"], "31234567"),  # the Lens
        (["PMID - 12345678"], "12345678"),
        (["C5  - 12345678"], ""),
        (["PM  - 31234567 (http://www.ncbi.nlm.nih.gov/pubmed/31234567)"], "31234567"),
        (["DB  - Scopus", "C2  - 31234567"], "31234567"),
        (["C2  - 31234567"], ""),
        (["DB  - Scopus", "C2  - 2019"], ""),
        (["N1  - Accession Number: 2017-50583-002. PMID: 31234567 Partial author list"], "31234567"),
        (["N1  - Comment in: J Walk 2020. PMID: 31234567"], ""),
        (["ID  - 1", "L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=medp&NEWS=N&AN=31234567"], "31234567"),
        (["ID  - 1", "L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=emed&NEWS=N&AN=31234567"], ""),
        (["UR  - http://ovidsp.ovid.com/ovidweb.cgi?D=med13&AN=31234567", "https://x.org/a.pdf"], "31234567"),
    ],
)
def test_an_accession_number_is_a_pmid_only_in_medline(lines: list[str], pmid: str) -> None:
    assert describe(*lines).pmid == pmid


def test_ovid_puts_the_pmid_before_the_title() -> None:
    (found,) = descriptions(
        "TY  - JOUR\nDB  - Ovid MEDLINE(R)\nID  - 35634081\nT1  - Walking\nER  -\n", "ris"
    )
    assert found.pmid == "35634081"
