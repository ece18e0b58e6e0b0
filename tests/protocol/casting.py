"""A protocol to stand on."""

from screening.protocol.criteria import add_criterion
from screening.protocol.models import Criterion, ProtocolVersion
from screening.protocol.operations import draft_protocol, edit_protocol, freeze
from screening.protocol.reasons import add_reason
from screening.reviews.models import Member


def make_draft(owner: Member) -> ProtocolVersion:
    """A draft with all that freezing needs."""
    version = draft_protocol(by=owner)
    edit_protocol(by=owner, version=version, texts={"question": "Do exosomes relieve low back pain?"})
    add_criterion(by=owner, version=version, kind=Criterion.Kind.INCLUSION, text="Uses exosomes")
    add_criterion(by=owner, version=version, kind=Criterion.Kind.EXCLUSION, text="Not in humans")
    for label in ("No exosomes", "Not low back pain", "Not clinical"):
        add_reason(by=owner, version=version, label=label)
    return version


def make_frozen(owner: Member) -> ProtocolVersion:
    return freeze(by=owner, version=make_draft(owner))
