"""How the parts of a protocol are said in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screening.protocol.models import StageRules


def stages(part: Mapping[str, Any]) -> str:
    """Where a criterion or reason applies; nothing said when it is both stages."""
    match part["at_title_abstract"], part["at_full_text"]:
        case True, True:
            return ""
        case True, False:
            return "titles and abstracts only"
        case False, True:
            return "full texts only"
        case _:
            return "at no stage"


def rules(data: Mapping[str, Any]) -> list[str]:
    """The rules of one stage, one sentence each."""
    votes = data["votes_required"]
    independent = "One person decides." if votes == 1 else f"{votes} people judge independently."
    return [
        independent,
        f"“Maybe” {StageRules.Maybe(data['maybe']).label}.",
        f"An exclusion {'needs' if data['reason_required'] else 'does not need'} a reason.",
        f"When both exclude, {StageRules.Differing(data['differing_reasons']).label}.",
        # versions frozen before there was a choice have none
        f"A conflict is settled by {StageRules.SettledBy(data.get('settled_by', 'either')).label} who did not vote.",
    ]
