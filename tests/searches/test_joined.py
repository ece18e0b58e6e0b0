import io

import pytest

from screening.searches import reading
from screening.searches.fileformat import FileRefused
from screening.searches.joined import other_format
from tests.searches.formats.samples import SAMPLES, sample


@pytest.mark.parametrize("first", SAMPLES)
@pytest.mark.parametrize("second", SAMPLES)
def test_no_record_is_lost_unnoticed_where_two_files_are_joined(first: str, second: str) -> None:
    data = sample(first) + b"\n" + sample(second)
    try:
        found = list(reading.read(io.BytesIO(data)))
    except FileRefused as refusal:
        assert str(refusal)  # noqa: PT017 - either outcome is right
        return
    assert sum(bool(one.description) for one in found) == 4 or any(one.problem for one in found)


@pytest.mark.parametrize("key", SAMPLES)
def test_a_file_of_one_format_is_joined_with_nothing(key: str) -> None:
    assert [one.problem for one in reading.read(io.BytesIO(sample(key)))] == ["", ""]
    assert other_format(sample(key), key) == ""


def test_the_sentence() -> None:
    *_, last = reading.read(io.BytesIO(sample("ris") + sample("nbib")))
    assert last.problem.endswith(
        "Beside it stands something in another format (PubMed NBIB): several files seem to have been joined."
        " Take them apart and import each."
    )
    assert other_format(b"\rPMID- 123\rTI  - x", "ris") == "nbib"
