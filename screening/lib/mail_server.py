"""Which server takes our mail, from one URL: the schemes say how the line is kept private."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_BACKENDS = "django.core.mail.backends."
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class UnknownMailServer(ValueError):
    """The URL is not understood; the message says why and quotes no password."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """What Django's mail settings take. ``folder`` is where letters become files instead of being sent."""

    backend: str = f"{_BACKENDS}dummy.EmailBackend"
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    folder: str = ""

    @property
    def is_on(self) -> bool:
        return not self.backend.endswith("dummy.EmailBackend")


def mail_server(url: str) -> MailServer:
    """``smtp://`` with STARTTLS, ``smtps://`` with TLS from the start, ``smtp+plain://`` with neither, ``file:///folder``.

    ``""`` is none. Raises ``UnknownMailServer``.
    """
    if not url:
        return MailServer()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnknownMailServer(
            "it is not a URL (are there special characters in the password? write them as %40)"
        ) from None
    if parts.scheme == "file" and parts.path:
        return MailServer(f"{_BACKENDS}filebased.EmailBackend", folder=unquote(parts.path))
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UnknownMailServer(
            "it must be smtp://user:password@host:587, smtps://…, smtp+plain://… or file:///folder"
        )
    return MailServer(
        f"{_BACKENDS}smtp.EmailBackend",
        parts.hostname,
        port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls=parts.scheme == "smtp",
        tls=parts.scheme == "smtps",
    )
