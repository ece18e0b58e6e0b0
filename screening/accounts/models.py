"""People who can sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from screening.lib.secrets import EncryptedText


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        """E-mail addresses are compared without regard to case."""
        return self.get(email__iexact=(username or "").strip())

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """What ``manage.py createsuperuser`` calls."""
        return self.create_user(email, password, is_administrator=True, **fields)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email.strip()), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What they may do in a review is their membership there, not a flag here."""

    email = models.EmailField("e-mail", max_length=254, unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False, help_text="May create accounts for other people.")
    must_change_password = models.BooleanField(default=False)
    mail_notices = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.name or self.email


class StoredKey(models.Model):
    """A key that another service gave to this person (``service_keys.SERVICES``). Removing it empties it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stored_keys")
    service = models.CharField(max_length=30)
    secret = EncryptedText(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "service"], name="one_key_per_service")]

    def __str__(self) -> str:
        return f"{self.service} of {self.user_id}"


class ReadingPreferences(models.Model):
    """How a person likes to read, and in which order to screen. Who never changed any has no row.

    ``theme`` is also kept in a cookie, so that pages need no query for it and the door knows it, too.
    """

    class Theme(models.TextChoices):
        SYSTEM = "", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class TextSize(models.TextChoices):
        STANDARD = "standard", "Standard"
        LARGE = "large", "Large"
        LARGEST = "largest", "Largest"

    class Order(models.TextChoices):
        RANDOM = "random", "Random, an order of my own"
        NEWEST = "newest", "Newest first"
        OLDEST = "oldest", "Oldest first"
        TITLE = "title", "By title"

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="reading_preferences")
    theme = models.CharField("Light or dark", max_length=10, choices=Theme, blank=True, default=Theme.SYSTEM)
    text_size = models.CharField(
        "Size of the text", max_length=10, choices=TextSize, default=TextSize.STANDARD
    )
    hide_origin = models.BooleanField("Hide authors and journal", default=False)
    order = models.CharField("Order of the citations", max_length=10, choices=Order, default=Order.RANDOM)

    def __str__(self) -> str:
        return f"preferences of {self.user_id}"
