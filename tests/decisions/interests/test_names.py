"""Members among authors: what is proposed, how surely, and what is not."""

from __future__ import annotations

import pytest

from screening.decisions.interests.names import Likeness, Name, best_match, printed, search_words

ADA = [Name("Lovelace", "Ada King")]


def author(text: str) -> dict[str, str]:
    family, comma, given = text.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": text}


@pytest.mark.parametrize(
    ("said", "likeness"),
    [
        ("Lovelace, Ada King", Likeness.GIVEN),
        ("LOVELACE, ADA", Likeness.GIVEN),
        ("Lovelace, Ada M", None),
        ("Lovelace, A", Likeness.INITIALS),
        ("Lovelace, AK", Likeness.INITIALS),
        ("Lovelace, A. K.", Likeness.INITIALS),
        ("Lovelace, B", None),
        ("Lovelace, Anne", None),
        ("Lovelaces, Ada", None),
        ("Byron, Ada", None),
        ("Ada King, Lovelace", Likeness.SWAPPED),
        ("Lovelace AK", Likeness.INITIALS),
        ("Ada Lovelace", Likeness.GIVEN),
        ("Lovelace", Likeness.FAMILY),
        ("The Lovelace Study Group for Analytical Engines", None),
        ("", None),
    ],
)
def test_one_author(said: str, likeness: Likeness | None) -> None:
    match = best_match(ADA, [author(said)])
    assert (match and match.likeness) == likeness


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (Name("Müller", "Jürgen"), "Muller, J"),
        (Name("Müller", "Jürgen"), "Mueller, Juergen"),
        (Name("Sørensen", "Åse"), "Sorensen, A"),
        (Name("van der Berg", "J"), "Berg, J van der"),
        (Name("García-López", "María"), "Garcia Lopez, M"),
        (Name("O'Neil", "Tip"), "ONeil, T"),
        (Name("Al-Sayed", "N"), "Alsayed, Nour"),
    ],
)
def test_spellings_of_one_name(own: Name, said: str) -> None:
    assert best_match([own], [author(said)])


def test_what_says_most_is_told_as_it_is_printed() -> None:
    match = best_match(ADA, [author("Lovelace, A"), author("Lovelace, Ada"), author("Babbage, Charles")])
    assert match is not None
    assert (match.author, match.likeness.sentence) == (
        "Lovelace, Ada",
        "the family name and the given name",
    )
    assert printed({"literal": "A group"}) == "A group"


def test_without_a_name_nobody_is_found() -> None:
    assert best_match([], [author("Lovelace, A")]) is None
    assert best_match([Name("", "")], [author("Lovelace, A"), {}]) is None
    assert (search_words([]), search_words([Name("---")])) == ([], [])


def test_the_words_to_search_for_are_as_the_index_has_them() -> None:
    assert search_words([Name("Müller", "J")]) == ["mueller", "muller"]
    assert search_words([Name("van der Berg", "J")]) == ["berg", "vanderberg"]
    assert search_words([Name("García-López", "M")]) == ["garcia", "garcialopez"]
    assert "sorensen" in search_words([Name("Sørensen", "A")])
