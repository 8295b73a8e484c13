"""Accounts, passwords, sessions, tokens: what is kept, and for how long."""

import stat
from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.web.safety.accounts import Accounts
from milieu.web.safety.keys import MOST, Keys
from milieu.web.safety.passwords import Passwords, refuse_weak
from milieu.web.safety.people import Person
from milieu.web.safety.records import Records
from milieu.web.safety.rules import DAY, HOUR, Rules
from milieu.web.safety.sessions import Sessions
from tests.web.safety.conftest import PASSWORD

RULES = Rules()


class Clock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    made = Accounts(Records(tmp_path), lambda: Passwords(quick=True))
    made.add("ada", "administrator", PASSWORD)
    return made


def test_asking_whether_there_are_accounts_makes_no_file(tmp_path: Path):
    accounts = Accounts(Records(tmp_path / "state"))
    assert not accounts.exist
    assert accounts.all() == []
    assert accounts.check("ada", "x") is None
    assert not (tmp_path / "state").exists()


def test_the_records_are_for_the_owner_of_the_server_alone(accounts: Accounts):
    assert stat.S_IMODE(accounts.records.file.stat().st_mode) == 0o600


def test_only_the_right_password_enters_in_any_spelling_of_its_letters(accounts: Accounts):
    accounts.add("zoë", "viewer", "caffè ﬁve rivers")  # composed letters, a ligature
    assert accounts.check("ZOË", "caffe\u0300 five rivers") == Person("zoë", "viewer")
    assert accounts.check("zoë", "caffe five rivers") is None
    assert accounts.check("ada", PASSWORD[:-1]) is None
    assert accounts.check("ada", PASSWORD + "x" * 300) is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "5 characters"),
        ("x" * 300, "more than 256"),
        ("aaaaaaaaaaaaaaaa", "different characters"),
        ("administrator1", "the name"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, said):
    with pytest.raises(UserError, match=said) as refusal:
        refuse_weak("administrator", password)
    assert refusal.value.where == "password"
    refuse_weak("administrator", PASSWORD)


def test_there_is_always_somebody_to_administer_others(tmp_path: Path, accounts: Accounts):
    with pytest.raises(UserError, match="must be an administrator"):
        Accounts(Records(tmp_path / "new"), lambda: Passwords(quick=True)).add(
            "vera", "viewer", PASSWORD
        )
    accounts.add("vera", "viewer", PASSWORD)
    for change in (lambda: accounts.remove("ada"), lambda: accounts.change_role("ada", "viewer")):
        with pytest.raises(UserError, match="last administrator"):
            change()
    accounts.remove("vera")
    accounts.remove("ada")  # alone, that is: whoever is at the machine may again do all
    assert not accounts.exist


def test_a_misspelt_account_or_role_is_answered_with_the_nearest(accounts: Accounts):
    with pytest.raises(UserError, match="'ada'"):
        accounts.remove("adda")
    with pytest.raises(UserError, match="'analyst'"):
        accounts.change_role("ada", "analist")


def test_a_session_lives_while_it_is_used_but_not_for_ever(accounts: Accounts, clock: Clock):
    sessions = Sessions(accounts.records, RULES, clock)
    token = sessions.begin("ada", "10.0.0.1")
    for _ in range(11):
        clock.now += HOUR - 120
        assert sessions.find(token) == Person("ada", "administrator")
    clock.now += HOUR - 120
    assert sessions.find(token) == Person("ada", "administrator")
    clock.now += HOUR - 120
    assert sessions.find(token) is None  # twelve hours are over


def test_a_session_that_nobody_uses_ends(accounts: Accounts, clock: Clock):
    sessions = Sessions(accounts.records, RULES, clock)
    token = sessions.begin("ada", "10.0.0.1")
    clock.now += HOUR + 1
    assert sessions.find(token) is None
    assert sessions.count("ada") == 0  # and is swept away


def test_tokens_are_different_and_long(accounts: Accounts):
    sessions = Sessions(accounts.records, RULES)
    tokens = {sessions.begin("ada", "") for _ in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}  # 256 bits in letters of six


def test_a_token_ends_on_its_day_or_when_it_is_revoked(accounts: Accounts, clock: Clock):
    keys = Keys(accounts.records, RULES, clock)
    ada = Person("ada", "administrator")
    text = keys.make(ada, "nightly", "viewer", 2)
    assert keys.find(text) == Person("ada", "viewer", "token")
    clock.now += 2 * DAY + 1
    assert keys.find(text) is None
    text = keys.make(ada, "nightly", "viewer", 2)
    (held,) = keys.of("ada")
    assert not keys.revoke("vera", held.id)  # somebody else's
    assert keys.find(text)
    assert keys.revoke("ada", held.id)
    assert keys.find(text) is None


@pytest.mark.parametrize(
    ("label", "role", "days", "where"),
    [
        ("", "viewer", 9, "label"),
        ("x\ny", "viewer", 9, "label"),
        ("x" * 81, "viewer", 9, "label"),
        ("x", "king", 9, "role"),
        ("x", "administrator", 9, "role"),
        ("x", "viewer", 0, "days"),
        ("x", "viewer", 366, "days"),
    ],
)
def test_what_is_wrong_about_a_token_is_said_of_its_field(accounts, label, role, days, where):
    with pytest.raises(UserError) as refusal:
        Keys(accounts.records, RULES).make(Person("ada", "analyst"), label, role, days)
    assert refusal.value.where == where


def test_nobody_makes_tokens_without_end(accounts: Accounts):
    keys = Keys(accounts.records, RULES)
    for n in range(MOST):
        keys.make(Person("ada", "analyst"), f"t{n}", "viewer", 9)
    with pytest.raises(UserError, match="Revoke one"):
        keys.make(Person("ada", "analyst"), "more", "viewer", 9)
