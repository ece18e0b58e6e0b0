"""Asking the room's pages."""

from uuid import uuid4

from django.urls import reverse


def url(name, *args):
    return reverse(f"decisions:{name}", args=["exosomes", *args])


def post(client, name, candidate, *, script=False, **data):
    headers = {"HX-Request": "true"} if script else {}
    return client.post(url(name, candidate.pk), {"key": str(uuid4())} | data, headers=headers)


def text(response):
    return response.content.decode()


def entered(client, **data):
    """The room as somebody finds it who presses its button."""
    return text(client.post(url("take"), data, follow=True))
