"""The people of the prepared review, and the links that sign in as them. Both exist only under ``manage.py demo``."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from screening.reviews.permissions import Role

SALT = "demo-link"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    role: Role


CAST = (
    Person("Owen Ortega", "owen@demo.example", Role.OWNER),
    Person("Ada Abara", "ada@demo.example", Role.REVIEWER),
    Person("Grace Gunnarsen", "grace@demo.example", Role.REVIEWER),
    Person("Judy Jansen", "judy@demo.example", Role.ADJUDICATOR),
    Person("Audrey Adler", "audrey@demo.example", Role.AUDITOR),
)


def link_token(email: str) -> str:
    return signing.dumps(email, salt=SALT)


def email_behind(token: str) -> str | None:
    try:
        return str(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None
