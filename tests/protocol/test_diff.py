import copy

from screening.protocol.diff import Change, changes
from screening.protocol.snapshot import TEXTS, Snapshot

RULES = {"votes_required": 2, "maybe": "include", "reason_required": False, "differing_reasons": "order"}


def plan(**texts: str) -> Snapshot:
    everywhere = {"at_title_abstract": True, "at_full_text": True}
    return {
        "number": 1,
        "texts": dict.fromkeys(TEXTS, "") | texts,
        "criteria": [{"kind": "inclusion", "code": "I1", "text": "Adults", "facet": "", **everywhere}],
        "reasons": [
            {"id": 1, "label": "Animals", "criterion": "", **everywhere},
            {"id": 2, "label": "No data", "criterion": "E1", **everywhere},
        ],
        "rules": {"title_abstract": dict(RULES), "full_text": dict(RULES)},
    }


def test_equal_plans_have_no_changes() -> None:
    assert changes(plan(), plan()) == []


def test_every_kind_of_change_is_found() -> None:
    new = copy.deepcopy(plan(limits="English"))
    new["criteria"][0]["text"] = "Adults and children"
    new["criteria"].append(
        new["criteria"][0] | {"code": "E1", "kind": "exclusion", "text": "Rats", "at_full_text": False}
    )
    new["reasons"].reverse()
    new["rules"]["full_text"]["votes_required"] = 1
    found = {(c.part, c.label): (c.before, c.after) for c in changes(plan(limits="All languages"), new)}
    assert found == {
        ("Question and scope", "Limits"): ("All languages", "English"),
        ("Criteria", "I1"): ("Include: Adults", "Include: Adults and children"),
        ("Criteria", "E1"): ("", "Exclude: Rats (titles and abstracts only)"),
        ("Exclusion reasons", "No data"): ("2. No data (E1)", "1. No data (E1)"),
        ("Exclusion reasons", "Animals"): ("1. Animals", "2. Animals"),
        ("Rules", "Full text"): (
            "2 people judge independently. “Maybe” counts as include. An exclusion does not need a reason."
            " When both exclude, the reason first in the declared order stands."
            " A conflict is settled by an adjudicator or an owner who did not vote.",
            "One person decides. “Maybe” counts as include. An exclusion does not need a reason."
            " When both exclude, the reason first in the declared order stands."
            " A conflict is settled by an adjudicator or an owner who did not vote.",
        ),
    }


def test_what_is_gone_has_no_after() -> None:
    new = plan()
    del new["criteria"][0]
    assert changes(plan(), new) == [Change("Criteria", "I1", "Include: Adults", "")]
