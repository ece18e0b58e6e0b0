from __future__ import annotations

import pytest

from screening.duplicates.agreement import Agreement
from screening.duplicates.journals import compare, words

SAME, UNKNOWN, OTHER = Agreement.SAME, Agreement.UNKNOWN, Agreement.OTHER


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Lancet (London, England)", "The Lancet", SAME),
        ("N Engl J Med", "New England Journal of Medicine", SAME),
        ("Rev Med Chil", "Revista Medica de Chile", SAME),
        ("EUROPEAN HEART JOURNAL", "Eur Heart J", SAME),
        ("Capital & Class", "Capital and Class", SAME),
        ("BMJ", "British Medical Journal", SAME),
        ("Stroke", "Clinical Rehabilitation", OTHER),
        ("British Journal of Haematology", "Haematologica", OTHER),
        ("", "Stroke", UNKNOWN),
    ],
)
def test_journals(one: str, other: str, expected: Agreement) -> None:
    assert compare(words(one), words(other)) is expected
    assert compare(words(other), words(one)) is expected
