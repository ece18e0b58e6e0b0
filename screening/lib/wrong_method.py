"""A page for addresses that only take forms, when somebody opens one: the browser has none of its own for that."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string


class WrongMethod:
    """Who presses Enter on the address of a form that was refused reads what that is, and not a blank page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and isinstance(response, HttpResponse):
            response.content = render_to_string("405.html", request=request).encode()
        return response
