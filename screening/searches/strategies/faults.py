"""What keeps numbered lines from being one query: each fault as a sentence that names its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final

from screening.searches.strategies.lines import Line
from screening.searches.strategies.pieces import neighbours

MOST_LINES: Final = 200

Reach = Callable[[], frozenset[int]]


def faults(found: Sequence[Line]) -> list[str]:
    """All of them, in the order of the lines; none for lines that can be put together."""
    if len(found) > MOST_LINES:
        return [f"There are {len(found):,} lines; {MOST_LINES} are read at most. Join some of them with OR."]
    by_number = {line.number: line for line in found}
    # each looked up once, however many lines refer to it
    reach = {number: cache(partial(_reached, line, by_number)) for number, line in by_number.items()}
    return [
        f"Line {line.name}: {fault}"
        for place, line in enumerate(found)
        for fault in _faults(line, found[:place], reach)
    ]


def _faults(line: Line, before: Sequence[Line], reach: Mapping[int, Reach]) -> Iterator[str]:
    if any(line.number == other.number for other in before):
        yield f"the number {line.name} stands twice. Give each line a number of its own."
    if not line.text:
        yield "it is empty. Write it, or take it out."
        return
    yield from _unmatched(line)
    yield from _references(line, before, reach)
    yield from _dangling(line)
    yield from _joints(line)


def _unmatched(line: Line) -> Iterator[str]:
    depth, lowest = 0, 0
    for piece in line.pieces:
        depth += (piece.kind == "open") - (piece.kind == "close")
        lowest = min(lowest, depth)
    if lowest < 0:
        yield "a parenthesis is closed that was not opened."
    if depth > lowest:
        yield "a parenthesis is opened and not closed."
    odd = {piece.text for piece in line.pieces if piece.kind == "odd"}
    if '"' in odd:
        yield 'there is a quotation mark (") without its partner.'
    if odd - {'"'}:
        yield "there is a square bracket without its partner."


def _references(line: Line, before: Sequence[Line], later: Mapping[int, Reach]) -> Iterator[str]:
    known = {other.number for other in before}
    for number in dict.fromkeys(piece.number for piece in line.pieces if piece.kind == "reference"):
        if number == line.number:
            yield "it refers to itself."
        elif number in known:
            continue
        elif number not in later:
            yield f"there is no line #{number}."
        elif line.number in later[number]():
            yield f"it and #{number} refer to each other."
        else:
            yield f"it refers to #{number}, which stands further down. Only lines above it can be used."
    for piece in line.pieces:
        if piece.kind == "word" and piece.text.startswith("#"):
            yield (
                f"“{piece.text[:40]}” is no line's number. Write #1 OR #2 for several lines; put text that begins with"
                " # in quotation marks."
            )


def _reached(line: Line, by_number: Mapping[int, Line]) -> frozenset[int]:
    """The numbers of all lines that a line refers to, directly or through others."""
    reached: set[int] = set()
    waiting = [line]
    while waiting:
        new = waiting.pop().named - reached
        reached |= new
        waiting += [by_number[number] for number in new if number in by_number]
    return frozenset(reached)


def _dangling(line: Line) -> Iterator[str]:
    told = [piece for piece in line.pieces if piece.kind != "blank"]
    if told[0].kind == "operator" and told[0].text != "NOT":
        yield f"it begins with {told[0].text}, and nothing stands before that."
    if told[-1].kind == "operator":
        yield f"it ends with {told[-1].text}, and nothing follows."


def _joints(line: Line) -> Iterator[str]:
    """References that are not joined to what stands beside them by an operator in capitals."""
    for left, right in neighbours(line.pieces):
        kinds = {left.kind, right.kind}
        if "reference" not in kinds:
            continue
        if "small" in kinds:
            small, reference = sorted((left, right), key=lambda piece: piece.kind == "reference")
            yield f"write “{small.text}” beside {reference.text} in capitals: {small.text.upper()}."
        elif right.kind == "tag":
            yield f"{left.text} has a field tag, {right.text}. Put the tag behind each term of line {left.text}."
        elif not (left.kind in ("operator", "open") or right.kind in ("operator", "close")):
            yield f"between “{left.text[:40]}” and “{right.text[:40]}” there is no AND, OR or NOT."
