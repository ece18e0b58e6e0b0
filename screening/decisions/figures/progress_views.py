"""How far screening is: totals, what was judged each day, what waits for whom."""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from screening.decisions.figures import team_progress
from screening.decisions.figures.pace import Work, per_day, per_week
from screening.decisions.figures.team_progress import Person
from screening.decisions.stages import stage_of
from screening.lib.bar_chart import BarChart, bar_chart
from screening.protocol.models import Stage
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

SPANS = {"day": ("days", 28), "week": ("weeks", 26)}


@require_safe
@review_page(Permission.VIEW)
def progress(request: HttpRequest, member: Member) -> HttpResponse:
    """Totals for everybody; who judged how much for those who judge and those who audit."""
    stage = stage_of(request.GET.get("stage"))
    page: dict[str, Any] = {
        "stage": stage,
        "stages": Stage,
        "standing": team_progress.standing(review=member.review, stage=stage),
        "may_screen": member.may(Permission.SCREEN),
    }
    if member.may(Permission.READ_FIGURES):
        span = request.GET.get("by") if request.GET.get("by") in SPANS else "day"
        people = team_progress.people(member=member, stage=stage)
        page |= _figures(people, str(span))
        page["blind"] = team_progress.is_blind(member)
        page["me"] = next((person for person in people if person.member.pk == member.pk), None)
        page["held_back"] = any(one.waits and one.waits.now != one.waits.total for one in people)
        page["mine"] = team_progress.own_estimate(page["me"]) if page["me"] else None
    return TemplateResponse(request, "decisions/figures/progress.html", page)


class Drawn(NamedTuple):
    """A chart, and what it shows in words."""

    chart: BarChart
    title: str
    told: str


def _figures(people: list[Person], span: str) -> dict[str, Any]:
    together = _series(team_progress.all_work(people), span)
    each = [(person, _series(person.work, span)) for person in people]
    highest = max((count for _, series in each for _, count in series), default=0)
    return {
        "span": span,
        "spans": [(key, f"last {number} {words}") for key, (words, number) in SPANS.items()],
        "drawn": Drawn(bar_chart(together), f"Judged each {span}", _told(together, span)),
        "people": [
            (
                person,
                Drawn(
                    bar_chart(series, height=34, plain=True, top=highest),
                    f"Judged each {span}: {person.member}",
                    _told(series, span),
                ),
            )
            for person, series in each
        ],
        "rows": [
            (label, count, [series[place][1] for _, series in each])
            for place, (label, count) in reversed(list(enumerate(together)))
            if count
        ],
    }


def _told(series: list[tuple[str, int]], span: str) -> str:
    """What a chart shows, for who does not see it."""
    total = sum(count for _, count in series)
    if not total:
        return f"Nothing judged from {series[0][0]} to {series[-1][0]}."
    label, most = max(series, key=itemgetter(1))
    when = f"in the week of {label}" if span == "week" else f"on {label}"
    return f"{total:,} judged from {series[0][0]} to {series[-1][0]}; most {when}: {most:,}."


def _series(work: list[Work], span: str) -> list[tuple[str, int]]:
    counts = per_week if span == "week" else per_day
    return [
        (_short(day), count)
        for day, count in counts(work, today=team_progress.today(), number=SPANS[span][1])
    ]


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"
