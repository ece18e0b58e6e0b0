"""The Celery application, and the signs of life that ``manage.py serve`` watches."""

import os
from pathlib import Path

from celery import Celery, beat
from celery.signals import heartbeat_sent
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.settings")
app = Celery("reviewapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def pulse(name: str) -> Path:
    """The file whose time says when ``name`` (worker or scheduler) last went round its main loop."""
    return Path(settings.RUN_DIR) / f"{name}.pulse"


@heartbeat_sent.connect
def touch_worker_pulse(**_: object) -> None:
    pulse("worker").touch()


class Scheduler(beat.Scheduler):
    """Keeps nothing on disk: every entry is due again within seconds of a start."""

    def tick(self, *args: object, **kwargs: object) -> float:
        seconds: float = super().tick(*args, **kwargs)
        pulse("scheduler").touch()
        return seconds
