import pytest

from screening.searches.bibtex.people import authors


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("Smith, Ann B and Lee, Dong-Hyun", ["Smith|Ann B", "Lee|Dong-Hyun"]),
        ("Ann B Smith AND\n Ludwig van Beethoven", ["Smith|Ann B", "van Beethoven|Ludwig"]),
        ("King, Jr., Martin Luther and Durodoye, R., Jr.", ["King|Martin Luther, Jr.", "Durodoye|R., Jr."]),
        (r"M{\"u}ller, J{\"o}rg and {\'A}lvarez, Jos{\'e}", ["Müller|Jörg", "Álvarez|José"]),
        (
            "{World Health Organization} and {van der Berg}, Jan",
            ["World Health Organization", "van der Berg|Jan"],
        ),
        ("{Health and Human Services}", ["Health and Human Services"]),
        ("{{Smith, Ann and Lee, Bo}}", ["Smith|Ann", "Lee|Bo"]),
        ("J. {Cleland-Huang} and P. {Mäder}", ["Cleland-Huang|J.", "Mäder|P."]),
        ("Smith, A.; Lee, B.", ["Smith|A.", "Lee|B."]),
        ("Anderson and Brandt, L and others", ["Anderson", "Brandt|L"]),
        ("J. Jacob Wikner and K. Eric Drexler", ["Wikner|J. Jacob", "Drexler|K. Eric"]),
        ("Donald~E.~Knuth and D.~van Dalen", ["Knuth|Donald E.", "van Dalen|D."]),
        (r"M. {Garc{\'i}a L{\'o}pez}", ["García López|M."]),
        ("de Snoo GR and Wang L", ["de Snoo|GR", "Wang|L"]),
        ("given=Ann, family=Berg, prefix=van der, useprefix=true", ["van der Berg|Ann"]),
        ("Smith, J., Lee, B. and Ray, C.", ["Smith|J.", "Lee|B.", "Ray|C."]),
        (r"Smith, J. \& Lee, B.", ["Smith|J.", "Lee|B."]),
        (
            "Lennie, I, Kendra and Abba, V, S. and Van Manh Vu",
            ["Lennie|I, Kendra", "Abba|V, S.", "Vu|Van Manh"],
        ),
        ("Salazar Silva, María de Lourdes,  Sánchez, Eva", ["Salazar Silva|María de Lourdes", "Sánchez|Eva"]),
        ("Washington, II, Aaron L.", ["Washington|Aaron L., II"]),
        ("J. Smith, B. Lee, C. Ray", ["Smith|J.", "Lee|B.", "Ray|C."]),
        ("{Barnes, Noble, and Sons}", ["Barnes, Noble, and Sons"]),
        ("", []),
        ("{}", []),
    ],
)
def test_authors(written: str, people: list[str]) -> None:
    found = [one.literal or f"{one.family}|{one.given}" for one in authors(written)]
    assert found == people


def test_ties_without_end_part_two_words_once() -> None:
    assert [one.given for one in authors("Ann" + "~" * 150_000 + "Lee")] == ["Ann"]


def test_the_longest_list_of_authors() -> None:
    assert len(list(authors(" and ".join(rf"Sm{{\o}}th, A{n}" for n in range(20_000))))) == 20_000
