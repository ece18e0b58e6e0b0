"""The screening room as a browser shows it."""

import re

from screening.decisions.models import Vote

ROOM = "/r/exosomes/screen/"
HELD = "#room[data-held]"  # the next citations are in the browser
SAVED = "text=all votes saved"
PAINTED = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))"


def enter(page):
    """Go to the room and take the first citation."""
    page.goto(ROOM)
    page.wait_for_selector(HELD)


def shown(page):
    return page.locator("#reading h1").inner_text()


def wait_for(page, title):
    page.locator("#reading h1", has_text=re.compile(f"^{re.escape(title)}$")).wait_for()


def saved(page):
    """Wait until nothing is unsent. The page says so a frame late: before, the words of before would still stand."""
    page.evaluate(PAINTED)
    page.wait_for_selector(SAVED)


def standing(member):
    rows = Vote.objects.visible_to(member).filter(by=member, superseded_by=None)
    return {v.candidate.citation.title: (v.verdict, str(v.reason or ""), v.note) for v in rows}


def comes_true(page, condition):
    """Whether it does within half a minute, while the browser goes on: its requests pass through this process."""
    for _ in range(300):
        if condition():
            return True
        page.wait_for_timeout(100)
    return False
