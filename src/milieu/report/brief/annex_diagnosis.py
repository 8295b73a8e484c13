"""The chapter of a cluster's diagnosis: every failure, every instrument, every gap."""

from shlex import quote

from milieu.core.language import _
from milieu.policy.diagnosis import Diagnosis
from milieu.policy.verdict import Verdict
from milieu.report.brief.blocks import Block, Chapter, Heading, Pairs, Points, Says
from milieu.report.brief.instruments import instruments_sheet
from milieu.report.brief.labels import parted
from milieu.report.brief.of_cluster import gap_sentence
from milieu.report.retelling import retold
from milieu.report.sentences import Sentence


def diagnosis_chapter(study: str, cluster: str, found: Diagnosis) -> Chapter:
    """Return what holds the cluster back, what could be tried, and what can not be told."""
    blocks: list[Block] = [
        Heading(_("What holds it back")),
        Points([_verdict(one) for one in found.verdicts]),
    ]
    if found.candidates:
        blocks += [
            Heading(_("What could be tried")),
            instruments_sheet(found, len(found.candidates)),
        ]
    if found.cannot_tell:
        blocks += [
            Heading(_("What can not be told")),
            Points([gap_sentence(gap) for gap in found.cannot_tell]),
        ]
    said = _(
        "A failure is likely or possible by how strongly its known signs show; an instrument is "
        "named where it answers one. How far the evidence is to be trusted was judged before this "
        "cluster's figures were seen."
    )
    command = f"milieu diagnose {study} {quote(cluster)}"
    blocks += [Says([("", said)], "muted"), Pairs((), [(_("Same by command"), command)])]
    return Chapter("diagnosis", _("Diagnosis"), blocks, _("Diagnosis"))


def _verdict(one: Verdict) -> Sentence:
    return parted(retold(one.sentence))
