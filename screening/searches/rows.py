"""What readers of line-based files share: the lines, and one record with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from screening.lib.decoding import Line, UnreadableText, lines
from screening.records.description import Description, Received
from screening.searches.fileformat import FileRefused

DAMAGED = "Some bytes are no text in any encoding we know; they are shown as \ufffd."
CUT = "The file ends inside this record: the download may be incomplete."
CUT_OFF = "The record is cut off: its end is missing."
ONE_PAGE = (
    "With it ends one page of several: ClinicalTrials.gov has more studies than this file (nextPageToken)."
)
EMPTY = "It is empty."


def tells_of_a_part(problem: str) -> bool:
    """Whether what is wrong with a file's last record says that more should follow it."""
    return any(sentence in problem for sentence in (CUT, CUT_OFF, ONE_PAGE))


def text_lines(stream: BinaryIO, ending: bytes = b"") -> Iterator[Line]:
    """The lines of a file, see ``decoding.lines``. Raises ``FileRefused`` where they are no text."""
    try:
        yield from lines(stream, ending)
    except UnreadableText as error:
        raise FileRefused(f"The file cannot be read. {error}") from error


def endless(line: int, longest: int) -> FileRefused:
    """For a record at ``line`` that goes on for more than ``longest`` bytes."""
    return FileRefused(
        f"What begins at line {line} is no record: it goes on for more than {longest // 1024**2} MB."
    )


def row(
    raw: Iterable[bytes],
    line: int,
    description: Description | None,
    problems: Iterable[str],
    *,
    damaged: bool = False,
    cut: bool = False,
) -> Received:
    """One record with sentences on what could not be read; a missing title is one more.

    No ``accession``: a file may hold one row twice, and both were identified.
    """
    sentences = list(problems)
    if description and not description.title:
        sentences.append("It has no title.")
    if damaged or cut:
        sentences += [DAMAGED] * damaged + [CUT] * cut
    return Received(b"".join(raw), description=description, problem=" ".join(sentences), line=line)
