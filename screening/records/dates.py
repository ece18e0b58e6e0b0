"""Years in the many ways sources write a date."""

from __future__ import annotations

import re
from functools import lru_cache

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?:(?=[01]\d[0-3]\d(?!\d))|(?!\d))")


@lru_cache(maxsize=10_000)  # a file says the same few dates again and again
def year_in(text: str) -> int | None:
    """The first year from 1500 to 2099 in ``2020///``, ``1998 Dec-1999 Jan``, ``20190115``; else ``None``."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None
