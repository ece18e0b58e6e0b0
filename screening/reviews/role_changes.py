"""What each right means in words, and what a change of role gives and takes. Plain values."""

from __future__ import annotations

from dataclasses import dataclass

from screening.reviews.permissions import GRANTS, Permission, Role

_P = Permission
MEANS: dict[Permission, str] = {
    _P.VIEW: "look at protocol, citations, full texts, outcomes and counts",
    _P.MANAGE_REVIEW: "change settings and blinding",
    _P.MANAGE_TEAM: "invite, change roles, deactivate, and bar members with a conflict of interest",
    _P.EDIT_PROTOCOL: "write, freeze and amend the protocol",
    _P.RUN_SEARCHES: "search, import, merge duplicates and correct citations",
    _P.LABEL: "label citations",
    _P.SCREEN: "vote on titles, abstracts and full texts",
    _P.RESOLVE_CONFLICTS: "settle conflicts they did not vote in",
    _P.RETRIEVE_REPORTS: "add full texts",
    _P.EDIT_FORMS: "build extraction forms",
    _P.EXTRACT: "extract data",
    _P.SETTLE_EXTRACTIONS: "write the consensus of extractions",
    _P.READ_TRAIL: "read the audit trail",
    _P.READ_PENDING: "see votes on what is still pending",
    _P.EXPORT: "export citations, decisions and data",
}


@dataclass(frozen=True, slots=True)
class RoleChange:
    """From one role to ``role``. ``unblinds``: they have seen, or could have seen, votes on what they would judge."""

    role: Role
    gains: list[str]
    loses: list[str]
    unblinds: bool


def role_changes(now: Role) -> list[RoleChange]:
    return [
        RoleChange(
            role,
            [MEANS[right] for right in _P if right in GRANTS[role] - GRANTS[now]],
            [MEANS[right] for right in _P if right in GRANTS[now] - GRANTS[role]],
            _P.READ_PENDING in GRANTS[now] and _P.SCREEN in GRANTS[role],
        )
        for role in Role
        if role != now
    ]


def roles_in_words() -> list[tuple[Role, list[str]]]:
    return [(role, [MEANS[right] for right in _P if right in GRANTS[role]]) for role in Role]
