"""Starting a review from a blueprint."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from screening.accounts.models import User
from screening.audit import trail
from screening.blueprints.blueprint import Blueprint, SourcePlan, blueprint
from screening.extraction.form_builder import create_form_from
from screening.protocol.criteria import add_criterion
from screening.protocol.models import Criterion
from screening.protocol.operations import draft_protocol, edit_protocol
from screening.protocol.reasons import add_reason
from screening.reviews.models import Member
from screening.reviews.operations import create_review
from screening.searches.operations import add_source, save_search


def start_review(
    *, by: User, slug: str, title: str, blueprint_key: str, owner: User | None = None, is_demo: bool = False
) -> Member:
    """Make a review with everything its blueprint says; returns its owner's membership.

    ``by`` makes the review; what is written into it is the owner's (``by`` where none is given). All of it
    or nothing. Raises ``ValidationError`` for an unknown blueprint or an address that is taken or wrong.
    """
    plan = blueprint(blueprint_key)
    with transaction.atomic():
        owning = create_review(
            by=by, slug=slug, title=title, owner=owner, is_demo=is_demo, started_from=plan.key
        )
        with trail.follow(review_id=owning.review_id, actor_id=owning.user_id):
            _write_protocol(owning, plan)
            for source in plan.sources:
                _plan_source(owning, source)
            if plan.fields:
                create_form_from(by=owning, name=plan.form_name, fields=plan.fields)
    return owning


def _write_protocol(by: Member, plan: Blueprint) -> None:
    version = draft_protocol(by=by)
    if plan.texts:
        edit_protocol(by=by, version=version, texts=plan.texts)
    for criterion in plan.criteria:
        add_criterion(
            by=by, version=version, kind=Criterion.Kind(criterion.kind), text=criterion.text,
            code=criterion.code, facet=criterion.facet,
        )  # fmt: skip
    for reason in plan.reasons:
        add_reason(by=by, version=version, label=reason.label, criterion_code=reason.criterion)


def _plan_source(by: Member, plan: SourcePlan) -> None:
    described = asdict(plan)
    del described["search"]
    source = add_source(by=by, **described)
    if plan.search:
        save_search(by=by, source=source, **asdict(plan.search))
