"""Celery handlers of this slice."""
