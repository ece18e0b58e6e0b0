"""A job's progress, wherever a page embeds it, and the switch to stop or retry it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from screening.accounts.access import open_page
from screening.jobs import operations
from screening.jobs.models import Job
from screening.jobs.queries import jobs_seen
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_safe
@open_page(because="load balancers and `manage.py serve` ask whether the web server answers")
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@review_page(Permission.VIEW)
def list_jobs(request: HttpRequest, member: Member) -> HttpResponse:
    jobs = jobs_seen(member=member).select_related("by__user")[:100]
    return TemplateResponse(request, "jobs/list.html", {"jobs": jobs})


@require_safe
@review_page(Permission.VIEW)
def running(request: HttpRequest, member: Member) -> HttpResponse:
    """The top bar's line about the job that runs now, or else waits."""
    active = jobs_seen(member=member).filter(state__in=Job.ACTIVE)
    job = active.order_by("-state", "pk").first()
    return TemplateResponse(request, "jobs/_running.html", {"job": job})


@require_safe
@review_page(Permission.VIEW)
def progress(request: HttpRequest, member: Member, job_id: int) -> HttpResponse:
    """The progress bar; it asks again by itself while the job is active and tells the page when it has ended."""
    job = get_object_or_404(jobs_seen(member=member).select_related("by__user"), pk=job_id)
    response = TemplateResponse(request, "jobs/_progress.html", {"job": job})
    if not job.is_active and request.headers.get("HX-Request"):
        response.headers["HX-Trigger"] = "job-ended"
    return response


@require_POST
@review_page(Permission.VIEW)
def cancel(request: HttpRequest, member: Member, job_id: int) -> HttpResponse:
    job = get_object_or_404(jobs_seen(member=member), pk=job_id)
    return _after(request, member, job, lambda: operations.cancel(by=member, job=job))


@require_POST
@review_page(Permission.VIEW)
def retry(request: HttpRequest, member: Member, job_id: int) -> HttpResponse:
    job = get_object_or_404(jobs_seen(member=member), pk=job_id)
    return _after(request, member, job, lambda: operations.retry(by=member, job=job))


def _after(request: HttpRequest, member: Member, job: Job, change: Callable[[], object]) -> HttpResponse:
    """Do it; then the bar as it is now, in place or on the page of all jobs."""
    try:
        change()
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    if not request.headers.get("HX-Request"):
        return redirect("jobs:list", member.review.slug)
    job.refresh_from_db()
    return TemplateResponse(request, "jobs/_progress.html", {"job": job})
