"""Names: what things are called that the program lists, as texts of the catalogs.

A thing's name is a text by its being in its catalogue; `_`, `plain` and `retold` look it up when it
is shown. What has no catalogue stands here.
"""

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files

from milieu.core.contracts import CONTRACTS
from milieu.core.language import N_
from milieu.languages.texts import Text

LEVELS = (  # of regions, in the layouts that can be read and in the made-up country
    N_("nation"),
    N_("country"),
    N_("state"),
    N_("province"),
    N_("region"),
    N_("county"),
    N_("district"),
    N_("city"),
    N_("prefecture"),
    N_("metropolitan area"),
    N_("micropolitan area"),
    N_("combined area"),
    N_("commuting zone"),
    N_("labor market"),
)
MEASURES = (  # of the outlook, with their units
    N_("jobs"),
    N_("firms"),
    N_("wage"),
    N_("output"),
    N_("patents"),
    N_("establishments"),
    N_("productivity"),
    N_("per job"),
    N_("units of volume"),
    N_("number"),
    N_("all"),
    N_("smallest"),
    N_("middle"),
    N_("largest"),
)
STATES = (
    N_("alarm"),
    N_("watch"),
    N_("none"),
    N_("cannot tell"),
    N_("shake out"),
    N_("level shift"),
    N_("agrees"),
    N_("disagrees"),
    N_("definition"),
    N_("lock in"),
)
FOUND = (  # by experiments, by the exam, by a diagnosis
    N_("higher"),
    N_("lower"),
    N_("the same"),
    N_("known"),
    N_("less of it"),
    N_("not distinguishable"),
    N_("treated clusters"),
    N_("other clusters"),
    N_("everywhere"),
    N_("elsewhere"),
    N_("as expected"),
    N_("the opposite"),
    N_("inverted U"),
    N_("rising"),
    N_("falling"),
    N_("rises"),
    N_("falls"),
    N_("rises without it"),
    N_("falls without it"),
    N_("unknown"),
    N_("no seeds"),
    N_("baseline"),
    N_("market"),
    N_("system"),
    N_("likely"),
    N_("possible"),
    N_("no sign"),
)
EVENTS = (N_("kept three quarters of jobs"), N_("not in decline"))  # that peers are spared
COLUMNS = (  # of the exam's tables
    N_("switched off"),
    N_("phenomenon"),
    N_("with"),
    N_("without"),
    N_("difference (95 % range)"),
    N_("should"),
    N_("found"),
    N_("seeds"),
    N_("response"),
    N_("lever"),
    N_("expected"),
    N_("peak (95 % range)"),
    N_("form taken away"),
    N_("pass with"),
    N_("pass without"),
    N_("quality sold"),
)


def names() -> list[Text]:
    """Return the names and labels of all that is declared."""
    given = (_stages, _alarms, _indicators, _finders, _policies, _packs, _rules, _exam,
             _mechanisms, _sources, _outcomes, _groups, _tables, _cases)  # fmt: skip
    found = dict.fromkeys(text for listed in given for text in listed() if text)
    return [Text(text, "languages/names.py") for text in found]


def _spaced(codes: Iterable[str]) -> Iterator[str]:
    """Yield names of the program as `plain` looks them up."""
    return (code.replace("_", " ") for code in codes)


def _stages() -> Iterator[str]:
    from milieu.clusters.types import TYPES
    from milieu.lifecycle.stage import NOT_ENOUGH, STAGES

    yield from (*STAGES, NOT_ENOUGH, *TYPES)


def _alarms() -> Iterator[str]:
    from milieu.lifecycle.alarms.declare import ALARMS

    for name in ALARMS:
        alarm = ALARMS.get(name)
        if alarm is None:
            continue
        yield from (name.replace("_", " "), alarm.label)
        for sign in alarm.signs:
            yield from (sign.name.replace("_", " "), sign.label, sign.kind, sign.needs, sign.unit)


def _indicators() -> Iterator[str]:
    from milieu.indicators.declare import INDICATORS

    for name in INDICATORS:
        one = INDICATORS.get(name)
        yield name.replace("_", " ")
        yield one.unit if one else ""


def _finders() -> Iterator[str]:
    from milieu.clusters.declare import METHODS

    for name in METHODS:
        if (one := METHODS.get(name)) is not None:
            yield one.title
            yield from _spaced(one.defaults)


def _policies() -> Iterator[str]:
    from milieu.policy.declare import instruments
    from milieu.policy.failures import Failure

    for one in instruments():
        yield from (one.label, one.about)
    for failure in Failure:
        yield from (failure.value, failure.words)


def _packs() -> Iterator[str]:
    """Yield what is said of the cases that the twin tries."""
    for file in sorted(files("milieu.policy.packs").iterdir(), key=str):
        if file.name.endswith(".toml"):
            pack = tomllib.loads(file.read_text(encoding="utf-8"))
            parts = [one for value in pack.values() if isinstance(value, list) for one in value]
            for part in (pack, *(one for one in parts if isinstance(one, dict))):
                yield from (part[key] for key in ("name", "about") if key in part)


def _rules() -> Iterator[str]:
    from milieu.policy.diagnosis_rules import rules

    known = rules()
    yield from _spaced(known.indicators)
    for one in known.indicators.values():
        yield from (one.about, one.unit)
    yield from (sign.says for sign in known.signs)
    yield from (sign.nothing for sign in known.signs if sign.nothing)
    yield from (caution.says for caution in known.cautions)


def _exam() -> Iterator[str]:
    from milieu.twin.exam.ablation import ABLATIONS
    from milieu.twin.exam.curves import CURVES
    from milieu.twin.exam.declare import FACTS
    from milieu.twin.exam.record import exam_record

    for fact in FACTS.values():
        yield from (fact.label, fact.imposed)
    for curve in CURVES:
        yield from (curve.label, curve.imposed, *_spaced(curve.lever.split(".")))
    for ablation in ABLATIONS:
        yield from (ablation.label, ablation.phenomenon)
    yield from (row["form taken away"] for row in exam_record().tables["imposed"])
    yield from exam_record().tables["industries"][0]


def _mechanisms() -> Iterator[str]:
    from milieu.twin.declare import MECHANISMS

    yield from _spaced(MECHANISMS)


def _sources() -> Iterator[str]:
    from milieu.sources.declare import SOURCES

    for name in SOURCES:
        one = SOURCES.get(name)
        if one is not None:
            yield from (one.title, one.licence)


def _outcomes() -> Iterator[str]:
    from milieu.twin.cost_parts import CAUSES
    from milieu.twin.outcomes import OUTCOMES

    for outcome in OUTCOMES.values():
        yield from (outcome.label, outcome.unit, outcome.about)
    yield from (cause.label for cause in CAUSES)


def _groups() -> Iterator[str]:
    from milieu.policy.experiment_firms import GROUPS, TIERS
    from milieu.twin.risk_figure import SIDES, SIZE_LABELS

    yield from (label for _by, label in GROUPS)
    yield from (label for _tier, label in TIERS)
    yield from (*SIDES, *SIZE_LABELS)


def _cases() -> Iterator[str]:
    """Yield what the facts of the built-in cases are about, and in what unit they are."""
    from milieu.study.cases import CASES, facts

    for case in CASES:
        table = facts(case)
        yield from _spaced(sorted(set(table["indicator"].to_pylist())))
        yield from sorted(set(filter(None, table["unit"].to_pylist())))


def _tables() -> Iterator[str]:
    from milieu.store.bookkeeping import BOOKS
    from milieu.study.results import RESULTS

    yield from _spaced((*CONTRACTS, *RESULTS, *BOOKS))
    yield from (table.about for table in CONTRACTS.values())
    yield from (table.about for table in RESULTS.values())
    yield from (table.about for table in BOOKS.values())
    listed = (*CONTRACTS.values(), *BOOKS.values()), RESULTS.values()
    for field in (field for tables in listed for table in tables for field in table.fields):
        yield from (field.about, field.unit)
