"""Labelled data beside a developer's checkout: tests that use it skip with one line where it is missing."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def needs_shared(folder: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not (SHARED / folder).is_dir(), reason=f"development data '{folder}' is not here"
    )
