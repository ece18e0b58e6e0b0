"""Reviews and who works in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from screening.audit.guard import Audited
from screening.reviews.permissions import GRANTS, Permission, Role

ROLES = [(role.value, role.label) for role in Role]


class Review(Audited):
    """One systematic review: the tenant. Everything inside it carries ``review``."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    blinded = models.BooleanField(default=True)
    contact_email = models.EmailField(
        blank=True,
        help_text="Sent with every request to the databases that are searched, as they ask. Nobody else sees it.",
    )
    is_demo = models.BooleanField(default=False)
    started_from = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title


class Member(Audited):
    """A person's place in one review: the root of everything they may see or do there.

    Members are never deleted: their votes stay theirs. ``left_at`` closes the door.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=ROLES)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "user"], name="one_membership_each")]

    def __str__(self) -> str:
        return str(self.user)

    def may(self, permission: Permission) -> bool:
        return self.left_at is None and permission in GRANTS[Role(self.role)]

    @property
    def role_label(self) -> str:
        return Role(self.role).label


class Invitation(Audited):
    """A link that lets one person join; only the token's hash is stored. Single use, with an end.

    ``mailed_at``: when a mail server took the letter with the link.
    """

    class State(models.TextChoices):
        OPEN = "open", "open"
        USED = "used", "used"
        REVOKED = "revoked", "taken back"
        EXPIRED = "expired", "expired"
        VOID = "void", "void"  # who made it may no longer invite

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=30, choices=ROLES)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.role} for {self.review_id}"

    @property
    def state(self) -> State:
        if self.accepted_at:
            return self.State.USED
        if self.revoked_at:
            return self.State.REVOKED
        if self.expires_at <= timezone.now():
            return self.State.EXPIRED
        return self.State.OPEN if self.invited_by.may(Permission.MANAGE_TEAM) else self.State.VOID
