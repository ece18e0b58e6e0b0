"""What pages offer to ask further: links with a question in them, each value of a filter, forms as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import lxml.html
from django.urls import Resolver404, resolve

from tests.blinding.asking import Answer, Question
from tests.blinding.scene import TOLD

TYPED = (TOLD, "Ada")  # into every field of a filter that takes words
# Not sent as they stand: forms of slices that ask servers elsewhere, and of people's own accounts
NOT_SENT = ("searches", "retractions", "metadata", "accounts", "blueprints")
# A choice of eighty of which most have nothing to do with judging: those that have are in ``asking.further``
NOT_CHOSEN = {("reports:trail", "kind")}


def offered(asked: Iterable[Question], answers: Iterable[Answer]) -> Iterator[Question]:
    """What the answers offer, each kind once."""
    asked = list(asked)
    known = {question.likeness for question in asked}
    for question, answer in zip(asked, answers, strict=False):
        if question.method == "get" and _is_page(answer):
            page = lxml.html.document_fromstring(f"<html>{answer.body}")
            for find in (_links, _filters, _forms):
                for found in find(page, question.where):
                    if found.likeness not in known:
                        known.add(found.likeness)
                        yield found


def _is_page(answer: Answer) -> bool:
    return answer.status == 200 and "text/html" in dict(answer.headers).get("Content-Type", "")


def _links(page: Any, here: str) -> Iterator[Question]:
    for element in page.xpath("//*[@href or @hx-get]"):
        where = element.get("href") or element.get("hx-get")
        if "?" in where:
            yield from _question("get", urljoin(here, where))


def _filters(page: Any, here: str) -> Iterator[Question]:
    for form in page.forms:
        if form.method.lower() == "get":
            where = urljoin(here, form.action or "").partition("?")[0]
            for control in form.inputs:
                for value in _values(control):
                    for question in _question("get", f"{where}?{urlencode({control.name: value})}"):
                        if (question.name, control.name) not in NOT_CHOSEN:
                            yield question


def _values(control: Any) -> list[str]:
    kind = control.get("type", "text")
    if control.name is None:
        return []
    if control.tag == "select":
        return [value for value in control.value_options if value]
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")]
    return list(TYPED) if kind in ("text", "search") else []


def _forms(page: Any, here: str) -> Iterator[Question]:
    """Those that change something, by each of their buttons."""
    for form in page.forms:
        if form.method.lower() != "post" or form.get("enctype"):
            continue
        filled = tuple(pair for pair in form.form_values() if pair[0] != "csrfmiddlewaretoken")
        inside = form.xpath(".//button[not(@type='button')]")
        outside = page.xpath("//button[@form=$id]", id=form.get("id") or "-")
        for button in [*inside, *outside]:
            where = urljoin(here, button.get("formaction") or form.action or here)
            name = button.get("name", "")
            pressed = ((name, button.get("value", "")),) if name else ()
            for question in _question("post", where, filled + pressed, f"{name}={button.get('value', '')}"):
                if question.name.partition(":")[0] not in NOT_SENT:
                    yield question


def _question(
    method: str, where: str, data: tuple[tuple[str, Any], ...] = (), pressed: str = ""
) -> list[Question]:
    """One, or none where the address leads away from here."""
    there = urlsplit(where)
    try:
        name = resolve(there.path).view_name
    except Resolver404:
        return []
    query = urlencode(sorted(parse_qsl(there.query, keep_blank_values=True)))
    return [Question(name, method, f"{there.path}?{query}" if query else there.path, data, pressed)]
