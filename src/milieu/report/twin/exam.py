"""What the page of the exam shows: the answer, each fact, curves, ablations, what is imposed."""

from collections.abc import Mapping, Sequence

from milieu.core.language import N_, _
from milieu.report.figure import Table
from milieu.report.retelling import retold
from milieu.report.sentences import Sentence
from milieu.report.twin.document import WHOLE, Document, Part
from milieu.report.twin.exam_figure import facts_figure
from milieu.report.twin.numbers import share
from milieu.report.twin.response_figure import curves_figure
from milieu.report.words import before, capital, count, day, listed, together, whole
from milieu.twin.exam.record import imposed_rows, path_rows
from milieu.twin.exam.sitting import Result
from milieu.twin.exam.tables import ablation_rows, curve_rows

LEFT_OUT = ("lever", "seeds", "left out")  # columns that stand elsewhere on the page
NOTES = (
    N_(
        "A fact is met where the share of seeds that show it reaches what it needs. A star marks "
        "facts that were never used to set the twin; they are scored once. A seed in which a fact "
        "can not be measured counts as not passed."
    ),
    N_(
        "Differences and their ranges are over paired seeds: the same chance with a mechanism and "
        "without."
    ),
)


def examination(result: Result, command: str, date: str = "") -> Document:
    """Return the page of an exam; arguments as of `twin.page.exam_page`."""
    source = _("Simulated: {seeds} of the twin, first seed {first}.",
               seeds=count(result.seeds, "seed"), first=result.seed)  # fmt: skip
    pairs = _("Simulated: {pairs} of seeds, first seed {first}.",
              pairs=count(result.pairs, "pair"), first=result.seed)  # fmt: skip
    facts = facts_figure(result.marks, result.seeds, source, command)
    curves = curves_figure(result.curves, pairs, command, result.pairs) if result.curves else None
    parts = [
        Part("facts", _("Facts"), _("What runs show"), [(WHOLE, [facts])]),
        Part("curves", _("Doses"), _("More and more of one thing"),
             [(WHOLE, [curves])] if curves else [],
             tables=_tables(_("Response curves"), curve_rows(result.curves), LEFT_OUT),
             empty=_("No response curve was asked for.")),
        Part("ablations", _("Ablations"), _("With a mechanism switched off"),
             tables=[*_tables(_("What changes without it"), ablation_rows(result.ablations),
                              LEFT_OUT),
                     *_tables(_("Paths by decade"), path_rows(result))],
             about=_("Where a mechanism does not do what the theory says, the table says so."),
             empty=_("No mechanism was switched off.")),
        Part("imposed", _("Imposed"), _("What forms and parameters put in"),
             tables=_tables(_("Facts without the form that may impose them"), imposed_rows(result)),
             empty=_("No form was taken away.")),
    ]  # fmt: skip
    return Document(
        title=_("Entrance exam of the twin"),
        name=_("Exam"),
        subtitle=_subtitle(result, date),
        answer=verdicts(result),
        parts=parts,
        command=command,
        set=[
            (_("Seeds"), _("{n}, the first {first}", n=whole(result.seeds), first=result.seed)),
            (_("Pairs of seeds"), _("{n}, for ablations and doses", n=whole(result.pairs))),
            (_("Clusters"), _("{n}, and elsewhere", n=whole(result.setting.clusters - 1))),
            (_("Firms at the peak"), _("{n}, mean of seeds", n=whole(result.firms_at_peak))),
        ],
        beside=False,
        notes=NOTES,
    )


def _subtitle(result: Result, date: str) -> str:
    said: dict[str, object] = {
        "seeds": capital(count(result.seeds, "seed")), "years": result.setting.quarters // 4,
    }  # fmt: skip
    if date:
        return _("{seeds}, {years} years, sat on {day}", day=day(date), **said)
    return _("{seeds}, {years} years", **said)


def verdicts(result: Result) -> list[Sentence]:
    """Return how many facts are met, which are not, and how many seeds show all at once."""
    own = [one for one in result.marks if not one.fact.starred]
    starred = [one for one in result.marks if one.fact.starred]
    failed = [_(one.fact.label) for one in own if not one.met]
    rate = result.joint
    rest = together(
        _("Not passed: {facts}.", facts=listed(failed, 12)) if failed else "",
        _(
            "All at once in {share} of seeds (95\u00a0% range {low} to {high}).",
            share=share(rate.share),
            low=share(rate.low),
            high=share(rate.high),
        ),
        mechanisms(result),
    )
    head = _(
        "The twin passed {n} of {checks}, and {m} of {starred} that were never used to set it.",
        n=sum(one.met for one in own),
        checks=count(len(own), "entrance check"),
        m=sum(one.met for one in starred),
        starred=len(starred),
    )
    return [(before(head), rest)]


def mechanisms(result: Result) -> str:
    """Return of how many mechanisms that were switched off the theory was right."""
    found = [made.found for _, made in result.ablations]
    if not found:
        return ""
    right, unsure = found.count("as expected"), found.count("cannot tell")
    return _(
        "With one mechanism or form changed at a time, {right} of {total} outcomes do what the "
        "theory says, {wrong} the opposite, {unsure} can not be told.",
        right=right,
        total=len(found),
        wrong=len(found) - right - unsure,
        unsure=unsure,
    )


def _tables(
    title: str, rows: Sequence[Mapping[str, str]], without: Sequence[str] = ()
) -> list[Table]:
    if not rows:
        return []
    columns = [column for column in rows[0] if column not in without]
    cells = [tuple(retold(row.get(column, "")) for column in columns) for row in rows]
    heads = tuple(capital(_(column)) for column in columns)
    return [Table(title, heads, cells, count(len(rows), "row"))]
