"""Question: what an address or a form of the lab asks, and the address of a question."""

import math
from collections.abc import Mapping
from dataclasses import replace

from milieu.core.errors import UserError
from milieu.core.language import _, in_sense
from milieu.policy.declare import INSTRUMENTS
from milieu.study.lab.asked import YEARS, Asked, asked
from milieu.study.lab.assumptions import ASSUMPTIONS
from milieu.web.links import quoted
from milieu.web.opened import Opened

DOSE, START, ASSUMED = "i.", "w.", "a."  # beginnings of the names of a form's fields
PARTS = ("do", "assume", "against", "start", "gauge")


def question_of(query: Mapping[str, str], scenario: str = "") -> Asked:
    """Return the question of an address; UserError naming the part that is wrong."""
    given = {name: query.get(name, "") for name in PARTS}
    return asked(
        **given,
        scenario=scenario,
        years=_whole(query, "years", YEARS),
        budget=_number(query, "budget", math.inf),
        seed=_whole(query, "seed", 0),
    )


def is_form(query: Mapping[str, str]) -> bool:
    """Return whether an address comes from the form without a script."""
    return any(name.startswith((DOSE, ASSUMED)) for name in query)


def from_form(query: Mapping[str, str]) -> Asked:
    """Return the question of a form's fields; UserError naming the part that is wrong."""
    doses = []
    for name in INSTRUMENTS:
        dose = query.get(DOSE + name, "").strip()
        start = query.get(START + name, "")
        if dose and dose != "0":
            doses.append(f"{name}:{dose}" + (f"@{start}" if start else ""))
    assumed = [
        f"{name}:{value}"
        for name in ASSUMPTIONS
        if (value := query.get(ASSUMED + name, "").strip())
    ]
    plain = {**query, "do": ",".join(doses), "assume": ",".join(assumed)}
    return question_of(plain)


def lab_address(opened: Opened, cluster: str, question: Asked, **other: str) -> str:
    """Return the address of a question about a cluster."""
    path = f"/s/{quoted(opened.name)}/lab/{quoted(cluster)}"
    if question.scenario:
        path += f"/{quoted(question.scenario)}"
        question = replace(question, scenario="")
    extra = "&".join(f"{name}={quoted(value)}" for name, value in other.items() if value)
    query = "&".join(filter(None, (question.query, extra)))
    return f"{path}?{query}" if query else path


def doses_said(doses: Mapping[str, float]) -> str:
    """Return doses in words: "External linkage × 2, Training × 1"; "" for none."""
    between = in_sense("between names of a list", ", ")
    return between.join(f"{_(INSTRUMENTS[name].label)} × {dose:g}" for name, dose in doses.items())


def _whole(query: Mapping[str, str], name: str, otherwise: int) -> int:
    text = query.get(name, "").strip()
    if not text:
        return otherwise
    if not text.isdecimal() or len(text) > 10:
        raise UserError(f"{text[:40]!r} is no whole number", where=name, next="Write it in digits.")
    return int(text)


def _number(query: Mapping[str, str], name: str, otherwise: float) -> float:
    text = query.get(name, "").replace(",", "").replace(" ", "").strip()
    if not text:
        return otherwise
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UserError(f"{text[:40]!r} is no number", where=name, next="Write it in digits.")
    return value
