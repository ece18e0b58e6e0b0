from __future__ import annotations

import pytest

from screening.lib.mail_server import MailServer, UnknownMailServer, mail_server


def test_without_an_address_no_mail_is_sent() -> None:
    assert not mail_server("").is_on


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail.example.org", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtp+plain://mail.example.org", 25, False, False),
        ("smtp://mail.example.org:2525", 2525, True, False),
    ],
)
def test_the_scheme_says_how_the_line_is_kept_private(url: str, port: int, starttls: bool, tls: bool) -> None:
    server = mail_server(url)
    assert (server.host, server.port, server.starttls, server.tls) == (
        "mail.example.org",
        port,
        starttls,
        tls,
    )
    assert server.is_on


def test_special_characters_of_a_password_are_escaped() -> None:
    server = mail_server("smtp://ada%40example.org:p%2Fw%40@mail.example.org")
    assert (server.user, server.password) == ("ada@example.org", "p/w@")


def test_letters_become_files() -> None:
    assert mail_server("file:///var/mails").folder == "/var/mails"


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://x", "smtp://", "file://", "smtp://a:se/cret@host:port", "smtp://[x"]
)
def test_anything_else_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(UnknownMailServer) as refusal:
        mail_server(url)
    assert "cret" not in str(refusal.value)
    assert isinstance(mail_server(""), MailServer)
