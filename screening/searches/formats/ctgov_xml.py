"""ClinicalTrials.gov's XML, one file a study, as it was downloaded until 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from lxml import etree

from screening.lib.xml_faults import fault
from screening.records.description import Received
from screening.searches import cutting
from screening.searches.clinicaltrials import legacy
from screening.searches.clinicaltrials.study import describe
from screening.searches.cutting import Cutter, Kind, Piece, Shape
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.rows import row

_STUDIES = Shape(
    tag=re.compile(rb"<(/?+)(clinical_study)(?:\s[^<>]*)?>"),
    frame=cutting.frame("clinical_studies", "search_results", "query", "studies"),
    opening=re.compile(rb"<\?xml\s"),
)
_OWN = re.compile(r"<clinical_study[\s>]")
_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
)


@FORMATS.register
class ClinicalTrialsXml:
    """``raw`` are the bytes of the study's element, in UTF-8 whatever the file was written in."""

    key: ClassVar[str] = "ctgov_xml"
    label: ClassVar[str] = "ClinicalTrials.gov XML"
    extensions: ClassVar[tuple[str, ...]] = (".xml",)

    def recognises(self, head: str) -> float:
        return 0.98 if _OWN.search(head) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        before: list[Piece] = []  # of interest only if a study follows
        found = False
        for piece in Cutter(_STUDIES).cut(stream):
            before.append(piece)
            found = found or piece.kind is not Kind.STRAY
            if found:
                yield from map(_received, before)
                before.clear()
        if not found:
            raise FileRefused("There is no study of ClinicalTrials.gov (clinical_study) in this file.")


def _received(piece: Piece) -> Received:
    if piece.kind is not Kind.RECORD:
        problem = cutting.STRAY if piece.kind is Kind.STRAY else cutting.CUT_OFF
        return row([piece.raw], piece.line, None, [problem])
    try:
        study = etree.fromstring(piece.raw, _PARSER)
    except etree.XMLSyntaxError as error:
        return row([piece.raw], piece.line, None, [f"The study is not well-formed XML: {fault(error)}."])
    description = describe(legacy.from_xml(study))
    if not (description.title or description.nct):
        return row([piece.raw], piece.line, None, ["The study has neither a number nor a title."])
    return row([piece.raw], piece.line, description, [])
