"""The one Django app."""

import importlib

from django.apps import AppConfig

WITH_BACKGROUND_WORK = [
    "notices",
    "records",
    "decisions",
    "searches",
    "metadata",
    "duplicates",
    "retractions",
]
FOLLOWING_DECISIONS = ["fulltexts"]


class Screening(AppConfig):
    name = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("screening.checks")
        for name in WITH_BACKGROUND_WORK:
            importlib.import_module(f"screening.{name}.jobs")
        for name in FOLLOWING_DECISIONS:
            importlib.import_module(f"screening.{name}.follow_up")
