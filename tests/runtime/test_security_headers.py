from django.http import HttpRequest, HttpResponse
from django.test import Client

from screening.lib.security_headers import POLICY, ContentSecurityPolicy


def test_every_answer_carries_the_policy(client: Client, db: None) -> None:
    for address in ("/healthz", "/no-such-page"):
        answer = client.get(address)
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_inline_and_nothing_from_elsewhere_is_allowed() -> None:
    assert POLICY.startswith("default-src 'self';")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY


def test_a_view_may_be_stricter() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert ContentSecurityPolicy(view)(HttpRequest()).headers["Content-Security-Policy"] == "sandbox"
