"""What the page of the exam shows: the answer, each fact, curves, ablations, what is imposed."""

from collections.abc import Mapping, Sequence

from milieu.report.figure import Table
from milieu.report.sentences import Sentence
from milieu.report.twin.document import WHOLE, Document, Part
from milieu.report.twin.exam_figure import facts_figure
from milieu.report.twin.numbers import share
from milieu.report.twin.response_figure import curves_figure
from milieu.report.words import SPACE, capital, count, listed
from milieu.twin.exam.record import imposed_rows, path_rows
from milieu.twin.exam.sitting import Result
from milieu.twin.exam.tables import ablation_rows, curve_rows

LEFT_OUT = ("lever", "seeds", "left out")  # columns that stand elsewhere on the page
NOTES = (
    "A fact is met where the share of seeds that show it reaches what it needs. A star marks facts "
    "that were never used to set the twin; they are scored once. A seed in which a fact can not be "
    "measured counts as not passed.",
    "Differences and their ranges are over paired seeds: the same chance with a mechanism and "
    "without.",
)


def examination(result: Result, command: str, date: str = "") -> Document:
    """Return the page of an exam; arguments as of `twin.page.exam_page`."""
    source = f"Simulated: {count(result.seeds, 'seed')} of the twin, first seed {result.seed}."
    pairs = f"Simulated: {count(result.pairs, 'pair')} of seeds, first seed {result.seed}."
    facts = facts_figure(result.marks, result.seeds, source, command)
    curves = curves_figure(result.curves, pairs, command, result.pairs) if result.curves else None
    parts = [
        Part("facts", "Facts", "What runs show", [(WHOLE, [facts])]),
        Part("curves", "Doses", "More and more of one thing",
             [(WHOLE, [curves])] if curves else [],
             tables=_tables("Response curves", curve_rows(result.curves), LEFT_OUT),
             empty="No response curve was asked for."),
        Part("ablations", "Ablations", "With a mechanism switched off",
             tables=[*_tables("What changes without it", ablation_rows(result.ablations), LEFT_OUT),
                     *_tables("Paths by decade", path_rows(result))],
             about="Where a mechanism does not do what the theory says, the table says so.",
             empty="No mechanism was switched off."),
        Part("imposed", "Imposed", "What forms and parameters put in",
             tables=_tables("Facts without the form that may impose them", imposed_rows(result)),
             empty="No form was taken away."),
    ]  # fmt: skip
    return Document(
        title="Entrance exam of the twin",
        name="Exam",
        subtitle=f"{capital(count(result.seeds, 'seed'))}, {result.setting.quarters // 4} years"
        + (f", sat on {date}" if date else ""),
        answer=verdicts(result),
        parts=parts,
        command=command,
        set=[
            ("Seeds", f"{result.seeds:,}, the first {result.seed}"),
            ("Pairs of seeds", f"{result.pairs:,}, for ablations and doses"),
            ("Clusters", f"{result.setting.clusters - 1:,}, and elsewhere"),
            ("Firms at the peak", f"{result.firms_at_peak:,.0f}, mean of seeds"),
        ],
        beside=False,
        notes=NOTES,
    )


def verdicts(result: Result) -> list[Sentence]:
    """Return how many facts are met, which are not, and how many seeds show all at once."""
    own = [one for one in result.marks if not one.fact.starred]
    starred = [one for one in result.marks if one.fact.starred]
    failed = [one.fact.label for one in own if not one.met]
    missed = f"Not passed: {listed(failed, 12)}. " if failed else ""
    rate = result.joint
    together = (
        f"All at once in {share(rate.share)} of seeds (95{SPACE}% range {share(rate.low)} to "
        f"{share(rate.high)})."
    )
    never = f"{sum(one.met for one in starred)} of {len(starred)} that were never used to set it."
    head = f"The twin passed {sum(one.met for one in own)} of {count(len(own), 'entrance check')}"
    return [(f"{head}, and {never} ", missed + together + mechanisms(result))]


def mechanisms(result: Result) -> str:
    """Return of how many mechanisms that were switched off the theory was right."""
    found = [made.found for _, made in result.ablations]
    if not found:
        return ""
    right, unsure = found.count("as expected"), found.count("cannot tell")
    return (
        f" With one mechanism or form changed at a time, {right} of {len(found)} outcomes do what "
        f"the theory says, {len(found) - right - unsure} the opposite, {unsure} can not be told."
    )


def _tables(
    title: str, rows: Sequence[Mapping[str, str]], without: Sequence[str] = ()
) -> list[Table]:
    if not rows:
        return []
    columns = [column for column in rows[0] if column not in without]
    cells = [tuple(row.get(column, "") for column in columns) for row in rows]
    return [Table(title, tuple(map(capital, columns)), cells, count(len(rows), "row"))]
