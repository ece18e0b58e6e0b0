"""The stand-in's own pages under ``/control/``, for other processes: order faults, read the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.demo.eutils.answer import Answer, as_json
from screening.demo.eutils.request import Request

if TYPE_CHECKING:
    from screening.demo.eutils.standin import StandIn


def answer(request: Request, standin: StandIn) -> Answer:
    """GET log; POST fail (kind, times, on, after, pmid), heal, forget (the history sets), rate_limit (on=1 or 0)."""
    asked = f"{request.method} {request.path.removeprefix('/control/')}"
    if asked == "GET log":
        return as_json(standin.report())
    if asked == "POST fail":
        return _fail(request, standin)
    if asked == "POST heal":
        standin.heal()
    elif asked == "POST forget":
        standin.expire_history()
    elif asked == "POST rate_limit":
        standin.gate.limited = request.get("on") == "1"
    else:
        return as_json({"error": f"there is no {asked}"}, 404)
    return as_json({"done": asked})


def _fail(request: Request, standin: StandIn) -> Answer:
    try:
        standin.fail(
            request.get("kind"),
            times=request.number("times", 1),
            on=request.get("on"),
            after=request.number("after", 0),
            pmid=request.number("pmid", 0),
        )
    except ValueError as problem:
        return as_json({"error": str(problem)}, 400)
    return as_json({"done": "POST fail"})
