import pytest

from screening.lib.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Exosomes for low back pain.", "EXOSOMES FOR LOW-BACK PAIN"),
        ("Müller's β-cells", "Mullers β cells"),
        ("ﬁbre", "fibre"),
        ("Straße", "STRASSE"),
        ("CO₂ and H₂O", "CO2 and H2O"),
    ],
)
def test_what_people_read_as_the_same_title(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Part I", "Part II"), ("α", "β"), ("细胞外囊泡", "细胞")])
def test_what_they_do_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_punctuation_alone_is_nothing() -> None:
    assert fold(" … [?] ") == ""
