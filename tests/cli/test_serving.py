"""Serving from the command line: what is refused, and a server that begins and ends."""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from milieu.cli.main import main
from milieu.cli.serving import state_folder
from milieu.study.study import Study
from milieu.web.safety.rules import LOOPBACK_NAMES, Rules
from milieu.web.serving import Door, is_loopback, rules_of

PASSWORD = "seven violet umbrellas"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return Study.create(tmp_path / "ny", name="A study").folder


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    """Pipe a password in."""

    def pipe(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return pipe


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(a) for a in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_accounts_are_made_listed_changed_and_removed(capsys, typed, tmp_path):
    state = ("--state", tmp_path)
    typed(f"{PASSWORD}\n")
    assert run(capsys, "accounts", "add", "Ada", "--role", "administrator", *state)[0] == 0
    typed(f"{PASSWORD}\n")
    assert run(capsys, "accounts", "add", "vera", *state)[0] == 0
    _, listed, _ = run(capsys, "accounts", "list", *state)
    assert listed.split() == ["ada", "administrator", "vera", "viewer"]
    assert run(capsys, "accounts", "role", "vera", "--role", "analyst", *state)[0] == 0
    typed("nine orange bicycles\n")
    assert run(capsys, "accounts", "password", "vera", *state)[0] == 0
    assert run(capsys, "accounts", "remove", "vera", *state)[0] == 0
    _, listed, _ = run(capsys, "accounts", "list", *state)
    assert listed.split() == ["ada", "administrator"]


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("add", "ada", "--role", "administrator"), "short", "at least 12"),
        (("add", "ada", "--role", "administrator"), "", "at least 12"),
        (("add", "administrator1", "--role", "administrator"), "administrator1", "the name"),
        (("add", "a b", "--role", "administrator"), PASSWORD, "a name is"),
        (("add", "ada", "--role", "king"), PASSWORD, "no role 'king'"),
        (("add", "ada"), PASSWORD, "first account must be an administrator's"),
        (("add",), PASSWORD, "whose account?"),
        (("ad", "ada"), PASSWORD, "Did you mean 'add'?"),
        (("remove", "ada"), PASSWORD, "no account 'ada'"),
    ],
)
def test_a_mistake_about_accounts_is_one_error_line(
    capsys, typed, tmp_path, arguments, password, said
):
    typed(f"{password}\n")
    code, out, err = run(capsys, "accounts", *arguments, "--state", tmp_path)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert said in err


def test_the_password_is_asked_for_twice_at_a_terminal(capsys, monkeypatch, tmp_path):
    answers = iter([PASSWORD, PASSWORD + "x"])
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("milieu.cli.serving.getpass", lambda said: next(answers))
    options = ("--role", "administrator", "--state", tmp_path)
    code, _, err = run(capsys, "accounts", "add", "ada", *options)
    assert code == 2
    assert "not the same" in err


def with_account(capsys, typed, state: Path) -> None:
    typed(f"{PASSWORD}\n")
    run(capsys, "accounts", "add", "ada", "--role", "administrator", "--state", state)


@pytest.mark.parametrize("way", [("--host", "0.0.0.0"), ("--behind-proxy", "127.0.0.1")])
def test_a_network_is_not_let_in_without_accounts(capsys, study, tmp_path, way):
    code, _, err = run(capsys, "serve", study, *way, "--state", tmp_path / "state")
    assert code == 2
    assert "milieu accounts add NAME --role administrator" in err
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (("--host", "0.0.0.0"), "plain text"),
        (("--host", "192.0.2.7"), "plain text"),
        (("--host", "::"), "plain text"),
        (("--behind-proxy", "10.0.0.9"), "--name"),
        (("--behind-proxy", "localhost", "--name", "x.org"), "is no address"),
        (("--behind-proxy", "10.0.0.0/8", "--name", "x.org"), "is no address"),
        (("--certificate", "cert.pem"), "needs its key"),
        (("--certificate", "cert.pem", "--key", "key.pem"), "no such file"),
    ],
)
def test_a_network_is_not_let_in_without_tls_and_a_name(capsys, typed, study, tmp_path, way, said):
    with_account(capsys, typed, tmp_path / "state")
    code, _, err = run(capsys, "serve", study, *way, "--state", tmp_path / "state")
    assert code == 2
    assert err.count("\n") == 1
    assert said in err


def test_a_port_that_is_taken_is_said_so(capsys, study, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = run(capsys, "serve", study, "--port", port, "--state", tmp_path)
    assert code == 2
    assert "can not be listened on" in err


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("example.org", False),
        ("localhost.example.org", False),
    ],
)
def test_what_only_this_machine_reaches_is_known(host, alone):
    assert is_loopback(host) == alone
    assert Door(host).network != alone


def test_a_server_behind_a_proxy_is_on_a_network_wherever_it_listens():
    door = Door("127.0.0.1", behind_proxy="127.0.0.1", names=("clusters.example.org",))
    rules = rules_of(door, Rules())
    assert rules.network
    assert rules.secure
    assert rules.hosts == ("clusters.example.org",)
    assert rules_of(Door(), Rules()).hosts[:3] == LOOPBACK_NAMES


def test_the_state_lies_where_the_user_has_it(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder(None) == tmp_path / "milieu"
    assert state_folder(tmp_path / "own") == tmp_path / "own"


@contextmanager
def served(*arguments: object):
    """Serve in a process of its own; gives it and the address that it tells."""
    command = [sys.executable, "-m", "milieu", "serve", *map(str, arguments)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    try:
        found = None
        while found is None and process.poll() is None:
            found = re.search(r"https?://\S+", process.stderr.readline())
        assert found, process.stderr.read()
        yield process, found.group()
    finally:
        process.kill()
        process.wait()


def test_a_server_begins_answers_and_ends_with_ctrl_c(study, tmp_path):
    with served(study, "--port", 0, "--state", tmp_path / "state") as (process, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}api/v1/me", timeout=20) as answer:
            assert b'"name":"you"' in answer.read()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "ended" in said
    assert "Traceback" not in said


@pytest.mark.skipif(os.name != "posix", reason="modes of files are of POSIX")
def test_what_the_server_keeps_is_for_its_owner_alone(study, tmp_path):
    with served(study, "--port", 0, "--state", tmp_path / "state"):
        pass
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0


def test_the_demo_serves_its_studies_unless_told_not_to(capsys, monkeypatch, tmp_path):
    served_studies = []
    monkeypatch.setattr("milieu.study.demo.make_demo", lambda folder, progress: [folder / "x.html"])
    monkeypatch.setattr(
        "milieu.cli.serving.serve_studies",
        lambda studies, state, door, browser: served_studies.append((studies, state, door)),
    )
    assert run(capsys, "demo", "--folder", tmp_path, "--no-serve")[0] == 0
    assert served_studies == []
    assert run(capsys, "demo", "--folder", tmp_path, "--port", 8999)[0] == 0
    ((studies, state, door),) = served_studies
    assert sorted(one.name for one in studies) == ["bangalore", "country", "hsinchu"]
    assert state == tmp_path / "state"
    assert (door.host, door.port, door.network) == ("127.0.0.1", 8999, False)
