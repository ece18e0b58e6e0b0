"""Every address of the app. Inside a review they all start with its slug, which the gate resolves."""

from django.urls import include, path

from screening.jobs.views import healthz

REVIEW_SLICES = [
    ("protocol/", "screening.protocol.urls"),
    ("search/", "screening.searches.urls"),
    ("citations/", "screening.records.urls"),
    ("duplicates/", "screening.duplicates.urls"),
    ("screen/", "screening.decisions.urls"),
    ("full-text/", "screening.fulltexts.urls"),
    ("extract/", "screening.extraction.urls"),
    ("report/", "screening.reports.urls"),
    ("export/", "screening.exports.urls"),
    ("retractions/", "screening.retractions.urls"),
    ("notices/", "screening.notices.urls"),
    ("jobs/", "screening.jobs.urls"),
    ("", "screening.reviews.urls"),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("screening.accounts.urls")),
    path("", include("screening.reviews.front_urls")),
    path("demo/", include("screening.demo.urls")),
    path("new/", include("screening.blueprints.urls")),
    *[path(f"r/<slug:review_slug>/{prefix}", include(module)) for prefix, module in REVIEW_SLICES],
]
