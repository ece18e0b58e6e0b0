"""The table of ``pooling.py``, line by line."""

from __future__ import annotations

import pytest

from screening.duplicates.pooling import Pooled, Stand, pool, resolution

ADA, GRACE, JUDY = 1, 2, 3


@pytest.mark.parametrize(
    ("kept", "other", "carried", "asked_again"),
    [
        ({}, {}, (), ()),
        ({ADA: "include"}, {}, (), ()),
        ({}, {ADA: "include"}, (ADA,), ()),
        ({ADA: "include"}, {ADA: "include"}, (), ()),
        ({ADA: "include"}, {ADA: "exclude"}, (), (ADA,)),
        ({ADA: "include"}, {ADA: "maybe"}, (), (ADA,)),
        ({ADA: "include"}, {GRACE: "exclude"}, (GRACE,), ()),
        ({ADA: "withdrawn"}, {ADA: "exclude"}, (ADA,), ()),
        ({ADA: "include"}, {ADA: "withdrawn"}, (), ()),
        ({ADA: "include"}, {ADA: "exclude", GRACE: "include", JUDY: "withdrawn"}, (GRACE,), (ADA,)),
    ],
)
def test_votes(
    kept: dict[int, str], other: dict[int, str], carried: tuple[int, ...], asked_again: tuple[int, ...]
) -> None:
    assert pool(kept, other) == Pooled(carried, asked_again)


@pytest.mark.parametrize(
    ("kept", "other", "step"),
    [
        (Stand("included"), Stand("excluded"), ""),
        (Stand("included", JUDY), Stand("excluded"), "void"),
        (Stand("included", JUDY), Stand("excluded", GRACE), "void"),
        (Stand("included", JUDY), Stand("included"), ""),
        (Stand("included", JUDY), Stand("pending"), ""),
        (Stand("included", JUDY), Stand("conflict"), ""),
        (Stand("pending"), Stand("excluded", JUDY), "carry"),
        (Stand("excluded"), Stand("excluded", JUDY), "carry"),
        (Stand("included"), Stand("excluded", JUDY), ""),
        (Stand("conflict"), Stand("excluded", JUDY), ""),
        (Stand("pending"), Stand("excluded", ADA), ""),
    ],
)
def test_resolutions(kept: Stand, other: Stand, step: str) -> None:
    assert resolution(kept, other, {ADA: "include"}) == step
