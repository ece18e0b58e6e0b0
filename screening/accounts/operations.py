"""Changes to accounts. They belong to no review, so they are recorded in the installation's own chain."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError

from screening.accounts.models import ReadingPreferences, StoredKey, User
from screening.audit import trail
from screening.audit.events import Event

NO_KEYS: Mapping[str, str] = {}


def create_user(
    *,
    by: User | None,
    email: str,
    name: str,
    password: str,
    must_change_password: bool = False,
    is_administrator: bool = False,
) -> User:
    """Make an account. ``by`` is ``None`` for the command line and for a person who accepts an invitation.

    Raises ``PermissionDenied`` for someone who is not an administrator, ``ValidationError`` for a bad or
    taken address or a weak password.
    """
    if by is not None and not by.is_administrator:
        raise PermissionDenied("Only an administrator creates accounts.")
    email = email.strip()
    if email != "owner@localhost":  # the first start's account, before anybody has given an address
        validate_email(email)
    taken = ValidationError(f"There is an account for {email} already.")
    if User.objects.filter(email__iexact=email).exists():
        raise taken
    validate_password(password)
    try:
        with trail.follow(review_id=trail.INSTALLATION, actor_id=by.pk if by else None):
            user = User.objects.create_user(
                email,
                password,
                name=name.strip() or email.partition("@")[0],
                must_change_password=must_change_password,
                is_administrator=is_administrator,
            )
            trail.record(Event.USER_CREATED, user, administrator=is_administrator)
    except IntegrityError:  # made by somebody else since we looked
        raise taken from None
    return user


def change_password(*, by: User, password: str) -> None:
    with trail.follow(review_id=trail.INSTALLATION, actor_id=by.pk):
        by.set_password(password)
        by.must_change_password = False
        by.save(update_fields=["password", "must_change_password"])
        trail.record(Event.USER_PASSWORD_CHANGED, by)


def reset_password(*, by: User | None, user: User, password: str) -> None:
    """Give somebody a one-time password. ``by`` is ``None`` for the command line."""
    if by is not None and not by.is_administrator:
        raise PermissionDenied("Only an administrator resets passwords.")
    with trail.follow(review_id=trail.INSTALLATION, actor_id=by.pk if by else None):
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        trail.record(Event.USER_PASSWORD_RESET, user)


def note_sign_in(*, by: User) -> None:
    with trail.follow(review_id=trail.INSTALLATION, actor_id=by.pk):
        trail.record(Event.USER_SIGNED_IN, by)


def change_account(
    *, by: User, name: str, email: str, mail_notices: bool = True, keys: Mapping[str, str] = NO_KEYS
) -> None:
    """Change one's own name, address, whether notices are mailed, and keys of services.

    Of the keys, ``""`` removes one; the others stay.
    """
    with trail.follow(review_id=trail.INSTALLATION, actor_id=by.pk):
        new = {"name": name.strip(), "email": email.strip(), "mail_notices": mail_notices}
        trail.record(Event.USER_CHANGED, by, changed=[key for key in new if getattr(by, key) != new[key]])
        for key, value in new.items():
            setattr(by, key, value)
        by.save(update_fields=list(new))
        for service, secret in keys.items():
            StoredKey.objects.update_or_create(user=by, service=service, defaults={"secret": secret})
            trail.record(Event.USER_KEY_CHANGED, by, service=service, key_set=bool(secret))


def change_preferences(*, by: User, **wanted: str | bool) -> None:
    """Change how ``by`` reads and screens: any of the fields of ``ReadingPreferences``."""
    with trail.follow(review_id=trail.INSTALLATION, actor_id=by.pk):
        ReadingPreferences.objects.update_or_create(user=by, defaults=wanted)
        trail.record(Event.USER_CHANGED, by, changed=sorted(wanted))
