"""What a vote or a resolution must satisfy, each with a sentence for the person who has to mend it."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from screening.decisions.models import Candidate, Verdict, Vote
from screening.protocol.models import ExclusionReason, Stage, StageRules
from screening.protocol.queries import reasons_for, rules_in_force
from screening.reviews.models import Member
from screening.reviews.permissions import Permission, Role

NOTE_LENGTH = 10_000


class Refused(ValidationError):
    """A vote or resolution that is not accepted; nothing was stored. The message says why and what to do."""


def in_force(candidate: Candidate) -> StageRules:
    """The rules of the frozen protocol for the candidate's stage."""
    rules = rules_in_force(review_id=candidate.review_id, stage=candidate.stage)
    if rules is None:
        raise Refused("Screening starts when the protocol is frozen. Nothing was stored.")
    return rules


def check_candidate(candidate: Candidate) -> None:
    """Can it still be judged?"""
    check_standing(candidate)
    if candidate.decided_by == Candidate.DecidedBy.RESOLVED:
        raise Refused("A conflict about this one was settled. The votes stay as they were.")


def check_standing(candidate: Candidate) -> None:
    """Does its citation count, and is it in screening?"""
    if candidate.citation.merged_into_id:
        raise Refused("This citation was merged into another one; judge that one.")
    if candidate.citation.withdrawn:
        raise Refused(
            "The search that found this citation was undone. Its votes are kept; it takes no others."
        )
    if candidate.citation.closed_as:
        raise Refused("This citation was taken out of screening; it needs no vote.")


def check_settler(member: Member, candidate: Candidate, rules: StageRules) -> None:
    """May this member settle a conflict here? Who voted does not, whatever the rules."""
    if not rules_let_settle(member, rules):
        raise Refused("By the protocol an adjudicator settles conflicts at this stage. Nothing was changed.")
    if Vote.objects.own(member).filter(candidate=candidate).exists():
        raise Refused("You voted on this one. Somebody who did not has to settle it.")


def rules_let_settle(member: Member, rules: StageRules) -> bool:
    if not member.may(Permission.RESOLVE_CONFLICTS):
        return False
    return rules.settled_by == StageRules.SettledBy.EITHER or member.role == Role.ADJUDICATOR


def check_note(note: str) -> None:
    if len(note) > NOTE_LENGTH:
        raise Refused({"note": f"A note has up to {NOTE_LENGTH:,} characters; this one has {len(note):,}."})
    if "\0" in note:
        raise Refused(
            {"note": "The note holds a NUL character, which cannot be stored. Take it out and send again."}
        )


def check_reason(
    verdict: str, reason: ExclusionReason | None, candidate: Candidate, *, required: bool
) -> None:
    """An exclusion has one primary reason where one is required, as it always is at full text."""
    if verdict != Verdict.EXCLUDE:
        if reason is not None:
            raise Refused({"reason": "Only an exclusion has a reason."})
    elif reason is not None:
        _check_offered(reason, candidate)
    elif candidate.stage == Stage.FULL_TEXT or (required and _any_offered(candidate)):
        raise Refused({"reason": "An exclusion needs a reason here: choose one. Nothing was stored yet."})


def _check_offered(reason: ExclusionReason, candidate: Candidate) -> None:
    if reason.retired_at is not None:
        raise Refused({"reason": f"“{reason}” was retired; choose another reason."})
    at_titles = candidate.stage == Stage.TITLE_ABSTRACT
    if not (reason.at_title_abstract if at_titles else reason.at_full_text):
        raise Refused({"reason": f"“{reason}” is not offered at this stage; choose another reason."})


def _any_offered(candidate: Candidate) -> bool:
    return reasons_for(review=candidate.review, stage=candidate.stage).exists()
