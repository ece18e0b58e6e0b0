"""What one was told in this review."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from screening.notices import operations, queries
from screening.notices.mailing import path_of
from screening.notices.models import Notice
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 50


@require_safe
@review_page(Permission.VIEW)
def list_notices(request: HttpRequest, member: Member) -> HttpResponse:
    page = Paginator(queries.notices_of(member=member), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(notice, path_of(notice, member.review.slug)) for notice in page.object_list],
        "unread": queries.unread(member=member).exists(),
        "mail_on": settings.MAIL_ON,
    }
    return TemplateResponse(request, "notices/list.html", context)


@require_POST
@review_page(Permission.VIEW)
def read(request: HttpRequest, member: Member, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(Notice, pk=notice_id, member=member)
    operations.mark_read(by=member, notice=notice)
    return redirect("notices:list", member.review.slug)


@require_POST
@review_page(Permission.VIEW)
def read_all(request: HttpRequest, member: Member) -> HttpResponse:
    operations.mark_read(by=member)
    return redirect("notices:list", member.review.slug)
