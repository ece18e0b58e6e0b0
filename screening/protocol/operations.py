"""Changes to the plan as a whole: draft it, edit it, freeze it, amend it."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.protocol.drafts import claim_edit
from screening.protocol.models import Criterion, ProtocolVersion, Stage, StageRules
from screening.protocol.queries import current_protocol, missing_before_freeze, reasons_of, versions_of
from screening.protocol.snapshot import RULES, TEXTS, rules_as_data, sha256, snapshot_of
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission


@operation(Permission.EDIT_PROTOCOL)
def draft_protocol(*, by: Member) -> ProtocolVersion:
    """Begin version 1: two independent votes at both stages, and a reason for each full text excluded."""
    _one_at_a_time(by)
    if ProtocolVersion.objects.filter(review=by.review).exists():
        raise ValidationError("This review has a protocol already.")
    version = ProtocolVersion.objects.create(review=by.review, number=1)
    for stage in Stage:
        StageRules.objects.create(
            review=by.review, version=version, stage=stage, reason_required=stage == Stage.FULL_TEXT
        )
    trail.record(Event.PROTOCOL_DRAFTED, version, number=1)
    return version


@operation(Permission.EDIT_PROTOCOL)
def edit_protocol(
    *, by: Member, version: ProtocolVersion, texts: Mapping[str, str], edits_seen: int | None = None
) -> None:
    """Change some of the draft's texts (names of ``snapshot.TEXTS``); texts not named stay as they are.

    Raises ``EditedMeanwhile`` when somebody changed one of them after ``edits_seen``.
    """
    if unknown := texts.keys() - TEXTS.keys():
        raise ValidationError(f"A protocol has no {', '.join(sorted(unknown))}.")
    edits = claim_edit(version, edits_seen=edits_seen, fields=texts.keys())
    version.refresh_from_db(fields=list(TEXTS))
    changed = [name for name, text in texts.items() if getattr(version, name) != text]
    for name in changed:
        setattr(version, name, texts[name])
    version.save(update_fields=changed)
    trail.record(Event.PROTOCOL_EDITED, version, changed=changed, edits=edits)


@operation(Permission.EDIT_PROTOCOL)
def set_rules(
    *,
    by: Member,
    version: ProtocolVersion,
    stage: Stage,
    votes_required: int,
    maybe: StageRules.Maybe,
    reason_required: bool,
    differing_reasons: StageRules.Differing,
    settled_by: StageRules.SettledBy = StageRules.SettledBy.EITHER,
    edits_seen: int | None = None,
) -> StageRules:
    """Say how votes become an outcome at one stage of a draft."""
    if votes_required not in (1, 2, 3):
        raise ValidationError("A stage needs one, two or three votes.")
    rules = StageRules.objects.get(version=version, stage=stage)
    edits = claim_edit(version, edits_seen=edits_seen, subject=rules, fields=RULES)
    before = rules_as_data(rules)
    rules.votes_required, rules.maybe = votes_required, maybe
    rules.reason_required, rules.differing_reasons = reason_required, differing_reasons
    rules.settled_by = settled_by
    rules.save(update_fields=RULES)
    after = rules_as_data(rules)
    changed = [name for name in RULES if before[name] != after[name]]
    trail.record(Event.STAGE_RULES_SET, rules, stage=stage, changed=changed, edits=edits, **after)
    return rules


@operation(Permission.EDIT_PROTOCOL)
def freeze(*, by: Member, version: ProtocolVersion, edits_seen: int | None = None) -> ProtocolVersion:
    """Put a version in force. It never changes again; what it said is sealed by its hash in the trail.

    Raises ``ValidationError`` when something needed is missing, or was changed after the person looked.
    """
    if missing := missing_before_freeze(version=version):
        raise ValidationError(missing)
    edits = claim_edit(version)
    if edits_seen is not None and edits != edits_seen + 1:
        raise ValidationError("Somebody changed the draft after you opened this page. Read it again first.")
    frozen = versions_of(review=by.review).get(pk=version.pk)
    frozen.snapshot = snapshot_of(frozen, reasons_of(review=by.review))
    frozen.frozen_at, frozen.frozen_by = timezone.now(), by
    frozen.save(update_fields=["snapshot", "frozen_at", "frozen_by"])
    trail.record(Event.PROTOCOL_FROZEN, frozen, number=frozen.number, sha256=sha256(frozen.snapshot))
    return frozen


@operation(Permission.EDIT_PROTOCOL)
def amend(*, by: Member, reason: str) -> ProtocolVersion:
    """Begin the next version as a copy of the one in force, which stays in force until this one is frozen."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why: PRISMA 2020 asks for each amendment (item 24c)."})
    _one_at_a_time(by)
    before = current_protocol(review=by.review)
    if before is None:
        raise ValidationError("Nothing is frozen yet: edit the draft.")
    if ProtocolVersion.objects.filter(review=by.review, frozen_at=None).exists():
        raise ValidationError("An amendment is being drafted already: edit that one.")
    version = ProtocolVersion.objects.create(
        review=by.review,
        number=before.number + 1,
        amendment_reason=reason.strip(),
        **{name: getattr(before, name) for name in TEXTS},
    )
    copies: list[Criterion | StageRules] = [*before.criteria.all(), *before.rules.all()]
    for copy in copies:
        copy.pk, copy.version = None, version
        copy._state.adding = True
        copy.save()
    trail.record(Event.PROTOCOL_AMENDED, version, number=version.number, reason=version.amendment_reason)
    return version


def _one_at_a_time(by: Member) -> None:
    """Two people, or one double click, must not begin two drafts."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)
