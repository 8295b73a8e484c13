"""The chapter of method: how clusters are found, and how all figures are to be read."""

from collections.abc import Mapping
from typing import Any

from milieu.core.language import _, in_sense
from milieu.report.brief.blocks import Block, Chapter, Pairs, Says
from milieu.report.sentences import Sentence
from milieu.report.words import before, plain


def method_chapter(shown: Mapping[str, Any]) -> Chapter:
    """Return how this was made."""
    method = shown["method"]
    blocks: list[Block] = [_found_by(method, shown["thresholds"])] if method else []
    return Chapter(
        anchor="method",
        title=_("How this was made"),
        short=_("Method"),
        blocks=[*blocks, Says(_terms(bool(shown["overview"])))],
    )


def _found_by(method: Any, thresholds: Mapping[str, float]) -> Block:
    comma, semicolon = in_sense("between parts", ", "), in_sense("between parts", "; ")
    limits = comma.join(f"{plain(name)} {value:g}" for name, value in thresholds.items())
    tried = semicolon.join(
        f"{plain(name)} {comma.join(map(str, values))}" for name, values in method.grid.items()
    )
    version = _(
        "{title} ({name}, version {version})",
        title=_(method.title), name=method.name, version=method.version,
    )  # fmt: skip
    return Pairs(
        [
            (_("Clusters are found by"), version),
            (_("Source"), method.source),
            (_("Thresholds"), limits),
            (_("Definitions tried"), tried),
        ]
    )


def _terms(staged: bool) -> list[Sentence]:
    """Return what the words of the report mean; `staged`: stages and alarms are built."""
    said = [(before(_("Definitions.")), _(
        "The thresholds, neighbor rules and years with which the search for clusters was repeated; "
        "a cluster's figure is the share of them under which at least half of its jobs lie in a "
        "cluster."
    ))]  # fmt: skip
    if staged:
        said += [
            (before(_("Stage.")), _(
                "Named only where it is more probable than 50\u00a0%. The ribbon shows the years "
                "as they are seen today; the replay shows them as they were seen then."
            )),
            (before(_("Alarm.")), _(
                "It carries how often such alarms were false and how far ahead true ones came, "
                "when the past was replayed."
            )),
            (before(_("Outlook.")), _(
                "What comes if nothing but the usual happens, with the record of such forecasts."
            )),
        ]  # fmt: skip
    return [*said, *_numbers()]


def _numbers() -> list[Sentence]:
    return [
        (before(_("Hidden cells.")), _(
            "Bounded by the published margins and estimated jointly. A range holds 80\u00a0% of "
            "the joint draws. Cells with one or two establishments are shown as ranges without an "
            "estimate. Nothing is presented as recovered."
        )),
        (before(_("Numbers.")), _(
            "Written no finer than a tenth of their range, ranges rounded outward. Probabilities "
            "come in steps of 5\u00a0%. Unknown is “–”, never zero."
        )),
    ]  # fmt: skip
