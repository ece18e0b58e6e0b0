import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.accounts.models import User
from screening.accounts.operations import change_account, change_password, create_user, reset_password
from screening.audit.models import AuditEvent
from screening.audit.queries import verify
from tests.casting import make_user

pytestmark = pytest.mark.django_db


def test_only_administrators_make_accounts_and_reset_passwords() -> None:
    nora, admin = make_user("Nora"), make_user("Anna", is_administrator=True)
    given = {"email": "new@example.org", "name": "New", "password": "quiet river stone"}
    with pytest.raises(PermissionDenied):
        create_user(by=nora, **given)
    with pytest.raises(PermissionDenied):
        reset_password(by=nora, user=admin, password="quiet river stone")
    made = create_user(by=admin, **given)
    assert AuditEvent.objects.get(kind="user.created").actor_id == admin.pk
    assert not made.is_administrator


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("nonsense", "quiet river stone"),
        ("NORA@example.org", "quiet river stone"),
        ("new@example.org", "12345"),
    ],
)
def test_what_is_no_account_is_refused(email: str, password: str) -> None:
    make_user("Nora")
    with pytest.raises(ValidationError):
        create_user(by=None, email=email, name="New", password=password)
    assert User.objects.count() == 1


def test_a_changed_account_says_which_parts_changed_not_what_they_are() -> None:
    nora = make_user("Nora")
    change_account(by=nora, name="Nora Lind", email="nora@example.org")
    change_account(by=nora, name="Nora Lind", email="nora@example.org", keys={"ncbi": "secret"})
    told = list(AuditEvent.objects.values_list("kind", "data"))
    assert told == [
        ("user.changed", {"changed": ["name"]}),
        ("user.changed", {"changed": []}),
        ("user.api_key_changed", {"service": "ncbi", "key_set": True}),
    ]


def test_accounts_leave_a_trail_without_names_or_addresses() -> None:
    user = create_user(by=None, email="ada@example.org", name="Ada Reyes", password="quiet river stone")
    change_password(by=user, password="another quiet stone")
    told = "".join(str(event.content()) for event in AuditEvent.objects.all())
    assert not [secret for secret in ("ada@", "Ada", "Reyes", "quiet") if secret in told]
    assert verify(review_id=0).broken is None
