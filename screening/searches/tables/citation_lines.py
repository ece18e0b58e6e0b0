"""Journal, year, volume, issue and pages from a reference written in one line, in the ways that databases do."""

from __future__ import annotations

import re

from screening.records.dates import year_in

_WAYS = (
    re.compile(  # Embase: Endoscopic Ultrasound (2014) 3:3 (152-160). Date of Publication: 2014
        r"(?P<journal>.{1,300}?) \((?P<year>\d{4})\)(?: (?P<volume>[^\s:().]*)(?::(?P<issue>[^\s(]*))?)?"
        r"(?: \((?P<pages>[^)]*)\))?(?:\.|,| |$)"
    ),
    re.compile(  # PubMed: J Walk. 2021 Jan 5;12(3):101-110. doi: 10.1000/x.
        r"(?P<journal>.{1,300}?)\. (?P<year>\d{4})[^;:]{0,40}(?:;(?P<volume>[^(:;.]*)(?:\((?P<issue>[^)]*)\))?)?"
        r"(?::(?P<pages>[^.;:\s]*))?(?:\.|$)"
    ),
    re.compile(  # Virtual Health Library: Rev. bras. enferm; 70(2): 270-277, mar.-abr. 2017
        r"(?P<journal>[^;]{1,300}); ?(?P<volume>[^(:;,]*)(?:\((?P<issue>[^)]*)\))?(?:: ?(?P<pages>[^,;]*))?,"
        r"[^\d]*(?P<year>\d{4})"
    ),
)


def parts(line: str) -> dict[str, str]:
    """``journal``, ``year``, ``volume``, ``issue``, ``pages``, as far as the line is written in a way we know; of
    any other line the year."""
    line = " ".join(line.split())
    for way in _WAYS:
        if found := way.match(line):
            return {
                name: value.strip() for name, value in found.groupdict(default="").items() if value.strip()
            }
    year = year_in(line)
    return {"year": str(year)} if year else {}
