"""The questions, one at a time: two citations side by side, answered by keys or buttons."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from screening.duplicates import forms, queries
from screening.duplicates.deciding import decide, take_back_answer
from screening.duplicates.deciding_together import decide_together
from screening.duplicates.gathering import Asked, Gathered, gather
from screening.duplicates.models import Pair
from screening.duplicates.several_side_by_side import several_side_by_side
from screening.duplicates.side_by_side import side_by_side
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

SAID = {
    Pair.State.DUPLICATE: "Duplicates: they are one citation now.",
    Pair.State.SEPARATE: "Separate reports: they will not be asked about again.",
    Pair.State.RELATED: "Related: each is screened by itself, and leads to the other.",
}


@require_safe
@review_page(Permission.VIEW)
def queue(request: HttpRequest, member: Member) -> HttpResponse:
    """Leads to the member's next question, or says that none is left."""
    if line := queries.questions(member=member):
        return redirect("duplicates:question", member.review.slug, line[0].pk)
    context = {"tally": queries.tally(review=member.review), "last": _last(member)}
    return TemplateResponse(request, "duplicates/answered.html", context)


@require_safe
@review_page(Permission.VIEW)
def question(request: HttpRequest, member: Member, pair_id: int) -> HttpResponse:
    """Two citations side by side, or all that hang together by open questions."""
    pair = get_object_or_404(Pair, pk=pair_id, review=member.review)
    line = queries.questions(member=member)
    together = _together(line, pair.pk)
    before, after = _neighbours(line, pair.pk, together)
    context: dict[str, object] = {
        "tally": queries.tally(review=member.review),
        "before": before,
        "after": after,
        "last": _last(member),
        "kinds": Pair.Kind.choices,
        "may_answer": member.may(Permission.RUN_SEARCHES),
    }
    if together:
        context |= {"pair": pair, "shown": several_side_by_side(gathered=together)}
        return TemplateResponse(request, "duplicates/together.html", context)
    context |= {"shown": side_by_side(pair=pair)}
    return TemplateResponse(request, "duplicates/question.html", context)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def answer(request: HttpRequest, member: Member, pair_id: int) -> HttpResponse:
    """Answer, then on to the next one of one's own order."""
    pair = get_object_or_404(Pair, pk=pair_id, review=member.review)
    form = forms.Answer(request.POST)
    after = _neighbours(queries.questions(member=member), pair.pk, None)[1]
    try:
        said, kind = _said(form)
        decide(by=member, pair=pair, state=said, kind=kind)
        messages.success(request, SAID[said])
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        if not form.is_valid():
            after = pair.pk
    return _on_to(member, after)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def answer_together(request: HttpRequest, member: Member, pair_id: int) -> HttpResponse:
    """Answer about several, then on to what is left open among those shown, or to the next one."""
    pair = get_object_or_404(Pair, pk=pair_id, review=member.review)
    form = forms.Together(request.POST, review=member.review)
    line = queries.questions(member=member)
    after = _neighbours(line, pair.pk, _together(line, pair.pk))[1]
    try:
        said, kind = _said(form)
        decide_together(by=member, shown=form.seen, citations=form.chosen, state=said, kind=kind)
        messages.success(request, SAID[said])
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _on_to(member, pair.pk)
    left = {asked.pk for asked in queries.questions(member=member)}.intersection(form.seen)
    return _on_to(member, min(left, default=after))


@require_POST
@review_page(Permission.RUN_SEARCHES)
def take_back(request: HttpRequest, member: Member, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(Pair, pk=pair_id, review=member.review)
    try:
        take_back_answer(by=member, pair=pair)
        messages.success(request, "Taken back: answer it again.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("duplicates:question", member.review.slug, pair.pk)


def _said(form: forms.Answer) -> tuple[Pair.State, str]:
    if not form.is_valid():
        raise ValidationError(form.sentence)
    said = Pair.State(form.cleaned_data["answer"])
    kind = form.cleaned_data["kind"] or Pair.Kind.STUDY
    return said, kind if said == Pair.State.RELATED else ""


def _on_to(member: Member, pair_id: int | None) -> HttpResponse:
    if pair_id:
        return redirect("duplicates:question", member.review.slug, pair_id)
    return redirect("duplicates:queue", member.review.slug)


def _together(line: Sequence[Asked], pair_id: int) -> Gathered | None:
    """What is shown together with an open question, where that is more than two citations."""
    asked = next((asked for asked in line if asked.pk == pair_id), None)
    gathered = gather(asked, line) if asked else None
    return gathered if gathered and len(gathered.citations) > 2 else None


def _neighbours(
    line: Sequence[Asked], pair_id: int, together: Gathered | None
) -> tuple[int | None, int | None]:
    """The questions before and after in the member's own order, none that is shown; one answered leads to the first."""
    shown = set(together.pairs) - {pair_id} if together else set()
    order = [asked.pk for asked in line if asked.pk not in shown]
    if pair_id not in order:
        return None, order[0] if order else None
    place = order.index(pair_id)
    before = order[place - 1] if place else None
    return before, order[place + 1] if place + 1 < len(order) else order[0] if place else None


def _last(member: Member) -> Pair | None:
    """The member's latest answer, to be taken back."""
    return Pair.objects.filter(review=member.review, by=member).order_by("-decided_at", "-pk").first()
