"""What the tests of tagged formats share."""

import io

from screening.records.description import Description
from screening.searches.recognising import recognise


def descriptions(text: str, key: str) -> list[Description]:
    """Of a file that is recognised for what it is and read without a problem or a lost byte."""
    reader = recognise(text.encode())
    assert reader.key == key
    found = list(reader().read(io.BytesIO(text.encode())))
    assert [one.problem for one in found] == [""] * len(found)
    assert b"".join(one.raw for one in found) == text.encode()
    return [one.description for one in found if one.description]
