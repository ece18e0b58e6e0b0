"""How far people agree, in the columns of the page about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import ClassVar

from screening.decisions.agreement.comparing import Compared, Figures, Judged, of_all, of_pair, pairs_in
from screening.decisions.agreement.errors import Interval
from screening.decisions.agreement.many import ManyAgreement
from screening.decisions.agreement.parts import parts_of
from screening.decisions.agreement.two import Agreement
from screening.decisions.figures.first_votes import first_votes
from screening.exports.exporter import EXPORTERS
from screening.lib.spreadsheet import csv_lines
from screening.protocol.models import Stage
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

UNDEFINED = "undefined"
HEAD = [
    "stage",
    "first_member",
    "second_member",
    "part",
    "which",
    "maybe_read_as",
    "candidates",
    "agreement_percent",
    "cohen_kappa",
    "cohen_kappa_low",
    "cohen_kappa_high",
    "pabak",
    "gwet_ac1",
    "gwet_ac1_low",
    "gwet_ac1_high",
    "positive_agreement",
    "negative_agreement",
    "fleiss_kappa",
    "fleiss_kappa_low",
    "fleiss_kappa_high",
    "krippendorff_alpha",
    "krippendorff_alpha_low",
    "krippendorff_alpha_high",
]


@EXPORTERS.register
class AgreementCsv:
    key: ClassVar[str] = "agreement_csv"
    label: ClassVar[str] = "Agreement (CSV)"
    about: ClassVar[str] = (
        "How far people agreed in their first, independent votes: everybody and each pair, at both stages, "
        "by week and protocol version. Nothing below 20 candidates."
    )
    extension: ClassVar[str] = "csv"
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    permission: ClassVar[Permission] = Permission.READ_FIGURES

    def write(self, member: Member) -> Iterator[str]:
        return csv_lines(HEAD, self._rows(member))

    def _rows(self, member: Member) -> Iterator[list[object]]:
        people = Member.objects.filter(review=member.review).select_related("user").in_bulk()
        for stage in Stage:
            judged = first_votes(review=member.review, stage=stage)
            yield from _lines([stage.value, "everybody", ""], judged, of_all, _of_many)
            for first, second in pairs_in(judged):
                names = (people[pk].user.name for pk in (first, second))
                yield from _lines(
                    [stage.value, *names], judged, partial(of_pair, first=first, second=second), _of_two
                )


def _lines(
    who: list[object],
    judged: list[Judged],
    compare: Callable[[Iterable[Judged]], Compared[Figures]],
    cells: Callable[[Figures], list[object]],
) -> Iterator[list[object]]:
    """A line for each reading of *maybe*: of all that was judged, then of its parts."""
    yield from _line([*who, "all", ""], compare(judged), cells)
    for parts in parts_of(judged, compare):
        for part in parts.parts:
            yield from _line([*who, parts.kind, part.label], part.compared, cells)


def _line(
    what: list[object], compared: Compared[Figures], cells: Callable[[Figures], list[object]]
) -> Iterator[list[object]]:
    for reading, figures in compared.figures:
        yield [*what, reading.label, compared.total, *cells(figures)]


def _of_two(figures: Agreement) -> list[object]:
    return [
        _told(figures.percent),
        *_with_interval(figures.kappa, figures.kappa_interval),
        _told(figures.uniform),
        *_with_interval(figures.ac1, figures.ac1_interval),
        _told(figures.specific("include")),
        _told(figures.specific("exclude")),
        *[""] * 6,
    ]


def _of_many(figures: ManyAgreement) -> list[object]:
    return [
        _told(figures.percent),
        *[""] * 4,
        *_with_interval(figures.ac1, figures.ac1_interval),
        *[""] * 2,
        *_with_interval(figures.fleiss, figures.fleiss_interval),
        *_with_interval(figures.alpha, figures.alpha_interval),
    ]


def _with_interval(figure: float | None, found: Interval | None) -> list[object]:
    """The figure, from where and to where; the two are empty where there is no interval."""
    return [_told(figure), *map(_told, found or ("", ""))]


def _told(value: float | str | None) -> object:
    """``undefined`` for what would be 0/0; empty where a column is about something else."""
    if value is None:
        return UNDEFINED
    return value if isinstance(value, str) else round(value, 6)
