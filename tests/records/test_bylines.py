import time

import pytest

from screening.records.bylines import LONGEST, Style, authors, written_list
from screening.records.description import Author


def told(text: str, style: Style = "") -> list[str]:
    return [one.literal or f"{one.family}, {one.given}".rstrip(", ") for one in authors(text, style)]


@pytest.mark.parametrize(
    "text",
    [
        "Müller, Jörg; O'Brien, Seán; van der Berg, Ann B",
        "Müller, Jörg | O'Brien, Seán | van der Berg, Ann B",
        "Müller, Jörg and O'Brien, Seán and van der Berg, Ann B",
        "Müller, Jörg\nO'Brien, Seán\nvan der Berg, Ann B",
        "Müller, Jörg\\n and O'Brien, Seán\\n and van der Berg, Ann B",
        "Müller, Jörg (58975547800); O'Brien, Seán (57190394669); van der Berg, Ann B (1234567)",
        """['Müller, Jörg', "O'Brien, Seán", 'van der Berg, Ann B']""",
        """["Müller, Jörg", "O'Brien, Seán", "van der Berg, Ann B"]""",
        r"""['Müller, Jörg', 'O\'Brien, Seán', 'van der Berg, Ann B']""",
        "Müller, Jörg, O'Brien, Seán, & van der Berg, Ann B",
        "Jörg Müller; Seán O'Brien; Ann B van der Berg",
        "Jörg Müller, Seán O'Brien, Ann B van der Berg",
        "Jörg Müller, Seán O'Brien and Ann B van der Berg, et al.",
    ],
)
def test_three_people_in_many_hands(text: str) -> None:
    assert told(text) == ["Müller, Jörg", "O'Brien, Seán", "van der Berg, Ann B"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Yang Z., Longrich N.R., Jalil N.-E.", ["Yang, Z.", "Longrich, N.R.", "Jalil, N.-E."]),
        ("Griffin DK, Larkin DM, O'Connor RE.", ["Griffin, DK", "Larkin, DM", "O'Connor, RE."]),
        ("PM Barrett, KJ Willis, ...", ["Barrett, PM", "Willis, KJ"]),
        ("S. Hochreiter; X. -Y. Li", ["Hochreiter, S.", "Li, X. -Y."]),
        ("Brownstein C D ; Simpson T L ;", ["Brownstein, C D", "Simpson, T L"]),
        ("Smith, J., Jr., Lee, B.", ["Smith, J. Jr.", "Lee, B."]),
        ("Smith, Ann B, Jones, Carl", ["Smith, Ann B", "Jones, Carl"]),
        ("García López, María Elena", ["García López, María Elena"]),
        ("van den Hoven,null; Lee, NaN", ["van den Hoven", "Lee"]),
        ("Smith, J; Walking Study Group; Lee B", ["Smith, J", "Walking Study Group", "Lee, B"]),
        ("Smith, J; Higuera Carlos; Lee, B", ["Smith, J", "Higuera Carlos", "Lee, B"]),
        ("Ministry of Food and Health", ["Ministry of Food and Health"]),
        ("Smith JA, Group for Walking, Lee B", ["Smith, JA", "Group for Walking", "Lee, B"]),
        (
            "Chen, Bo and Guo, Yu and Yue, Xu and Walking Group",
            ["Chen, Bo", "Guo, Yu", "Yue, Xu", "Walking Group"],
        ),
        ("Muhammed T, Sadiq and Mathew, Saji K.", ["Muhammed T, Sadiq", "Mathew, Saji K."]),
        ("Nan Liu; Wu, Nan; null Morris; NaN", ["Liu, Nan", "Wu, Nan", "Morris"]),
        ("Griffin DK, Plato, Larkin DM", ["Griffin, DK", "Plato", "Larkin, DM"]),
        ("Müller J and 12 others", ["Müller, J"]),
        ("Tom &amp; Jerry Ltd", ["Tom & Jerry Ltd"]),
        ("No authors listed", []),
        ("[]", []),
        (" ; ; ", []),
    ],
)
def test_names_as_programs_write_them(text: str, names: list[str]) -> None:
    assert told(text) == names


@pytest.mark.parametrize(
    ("text", "style", "names"),
    [
        ("J LI, M. Elena Ruiz", "given first", ["LI, J", "Ruiz, M. Elena"]),
        ("Wang L", "given first", ["Wang, L"]),
        ("Ann LeeJörg MüllerJan van DiekenJane McDonald", "run together", ["Lee, Ann", "Müller, Jörg"]),
        ("Adrián CastellóÁlvaro PeñaSeán O'Brien", "run together", ["Castelló, Adrián", "Peña, Álvaro"]),
        ("WenGuang ChenXi LiJ. Ray", "run together", ["Chen, WenGuang", "Li, Xi"]),
        ("Lee, Ann; Walking in Wales", "inverted", ["Lee, Ann", "Walking in Wales"]),
    ],
)
def test_names_in_a_style_that_is_known(text: str, style: Style, names: list[str]) -> None:
    assert told(text, style)[:2] == names


def test_run_together_names_end_where_the_next_begins() -> None:
    found = told("Ann LeeJan van DiekenJane McDonaldShyamala G.Bob Ray", "run together")
    assert found == ["Lee, Ann", "van Dieken, Jan", "McDonald, Jane", "Shyamala, G.", "Ray, Bob"]


def test_what_is_no_list_is_none() -> None:
    assert written_list("[Walking] and mood") is None
    assert written_list("Walking") is None


@pytest.mark.parametrize("unit", ["A, ", "a;", "'", "' ,", " and", "(", "a b ", "…", "A.b", "\n ", "\\n"])
def test_time_grows_with_length_whatever_is_written(unit: str) -> None:
    began = time.process_time()
    assert all(isinstance(one, Author) for one in authors(unit * (100_000 // len(unit))))
    assert time.process_time() - began < 20
    assert LONGEST > 100_000
