"""The commands; the manual lists them from here."""

from pathlib import Path
from typing import Annotated

import typer

from milieu.cli.app import app

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of the study.")]
Pairs = list[str] | None


@app.command(epilog="Example: milieu init ny --template us")
def init(
    study: StudyFolder,
    template: Annotated[str, typer.Option(help="plain, us or eu.")] = "plain",
    name: Annotated[str, typer.Option(help="Name of the study; else the folder's.")] = "",
) -> None:
    """Make a new study folder with a commented study.toml."""
    from milieu.cli.talk import say
    from milieu.study.study import Study

    made = Study.create(study, template=template, name=name)
    say(f"made {made.folder / 'study.toml'}; next: milieu add {study} SOURCE FILES...")


@app.command(epilog="Example: milieu add ny long_table panel.csv --map region=area --map jobs=emp")
def add(
    study: StudyFolder,
    source: Annotated[str, typer.Argument(help="`milieu list sources` names them.")],
    files: Annotated[
        list[Path], typer.Argument(help="CSV, Excel, Parquet, zip, gz; EXIOBASE also as a folder.")
    ],
    map: Annotated[Pairs, typer.Option(help="OURS=THEIRS: our column from the file's.")] = None,
    where: Annotated[Pairs, typer.Option(help="COLUMN=VALUE: only these rows of the file.")] = None,
    set: Annotated[
        Pairs, typer.Option(help="NAME=VALUE: a column's value in every row, or a source's option.")
    ] = None,
    table: Annotated[
        str, typer.Option(help="Table to fill, where the source leaves it open.")
    ] = "",
    encoding: Annotated[str, typer.Option(help="Such as latin-1; UTF-8 and UTF-16 are seen.")] = "",
    delimiter: Annotated[str, typer.Option(help="Where it is not seen by itself.")] = "",
    decimal: Annotated[str, typer.Option(help="Decimal sign, . or ,")] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of an Excel file; else the first.")] = "",
    strict: Annotated[bool, typer.Option(help="Refuse files in which a row does not fit.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Check all, change nothing.")] = False,
) -> None:
    """Take files in: every row is checked, none is lost."""
    from milieu.cli.talk import pairs, progress_bar, tell_added
    from milieu.study.adding import Reading
    from milieu.study.study import Study

    reading = Reading(table, encoding, delimiter, decimal, sheet)
    with progress_bar() as progress:
        added = Study.open(study).add(
            source,
            files,
            map=pairs("--map", map),
            where=pairs("--where", where),
            set=pairs("--set", set),
            reading=reading,
            strict=strict,
            dry_run=dry_run,
            progress=progress,
        )
    tell_added(added, study, dry_run=dry_run)


@app.command(epilog="Example: milieu get qcew --set year=2016 --into downloads")
def get(
    source: Annotated[str, typer.Argument(help="`milieu list sources` names them.")],
    set: Annotated[Pairs, typer.Option(help="NAME=VALUE: what the address needs.")] = None,
    into: Annotated[Path, typer.Option(help="Folder for the file.")] = Path(),
    sha256: Annotated[str, typer.Option(help="Checksum that the file must have.")] = "",
    study: Annotated[str, typer.Option(help="Add the file to this study, too.")] = "",
) -> None:
    """Download a file from an office's open address; resumes where a transfer broke off."""
    from milieu.cli.talk import pairs, progress_bar, say, tell_added
    from milieu.study.getting import get as download
    from milieu.study.study import Study

    options = pairs("--set", set)
    with progress_bar() as progress:
        got = download(source, options, into, sha256=sha256 or None, progress=progress)
    for file, address in got:
        say(f"got {file}")
        if study:
            opened = Study.open(study)
            tell_added(opened.add(source, [file], address=address), Path(study))


@app.command(epilog="Example: milieu build ny --until clusters")
def build(
    study: StudyFolder,
    until: Annotated[str, typer.Option(help="Last step to run: `milieu list steps`.")] = "",
    as_of: Annotated[str, typer.Option(help="YYYY-MM-DD: with what was known on that day.")] = "",
) -> None:
    """Bring all results up to date; only what is stale is made again."""
    from milieu.cli.talk import progress_bar, say
    from milieu.study.study import Study

    with progress_bar() as progress:
        for outcome in Study.open(study).build(until=until, as_of=as_of, progress=progress):
            say(f"{outcome.step}: {outcome.state}" + (f" ({outcome.why})" if outcome.why else ""))


@app.command(epilog="Example: milieu show ny clusters --only industry=315 --format csv")
def show(
    study: StudyFolder,
    result: Annotated[str, typer.Argument(help="`milieu list results` and tables.")],
    format: Annotated[str, typer.Option(help="table, csv, json, parquet or xlsx.")] = "table",
    only: Annotated[
        Pairs, typer.Option(help="COLUMN=VALUE; VALUE* finds texts that contain it.")
    ] = None,
    columns: Annotated[str, typer.Option(help="Columns, with commas between.")] = "",
    sort: Annotated[str, typer.Option(help="Columns; - before one for largest first.")] = "",
    top: Annotated[int, typer.Option(min=0, help="At most so many rows; 0 for all.")] = 0,
    as_of: Annotated[str, typer.Option(help="YYYY-MM-DD: as known on that day.")] = "",
    output: Annotated[Path | None, typer.Option(help="File to write; else the screen.")] = None,
) -> None:
    """Show a table or result, or export it."""
    from milieu.cli.talk import pairs, words
    from milieu.report.export import write
    from milieu.study.results import RESULTS
    from milieu.study.selection import Selection
    from milieu.study.study import Study

    chosen = words(columns) or (
        RESULTS[result].brief if format == "table" and result in RESULTS else ()
    )
    selection = Selection(pairs("--only", only), chosen, words(sort), top)
    rows = Study.open(study).show(result, selection, as_of=as_of)
    write(rows, format, output)


@app.command(epilog="Example: milieu indicators ny hoover theil --only year=2014")
def indicators(
    study: StudyFolder,
    names: Annotated[
        list[str] | None, typer.Argument(help="`milieu list indicators`; all without a name.")
    ] = None,
    format: Annotated[str, typer.Option(help="table, csv, json, parquet or xlsx.")] = "table",
    only: Annotated[Pairs, typer.Option(help="COLUMN=VALUE, as in `milieu show`.")] = None,
    output: Annotated[Path | None, typer.Option(help="File to write; else the screen.")] = None,
    as_of: Annotated[str, typer.Option(help="YYYY-MM-DD: with what was known then.")] = "",
) -> None:
    """Measure: bring the indicators up to date and show them, each with its range."""
    from milieu.cli.talk import pairs, progress_bar
    from milieu.report.export import write
    from milieu.study.selection import Selection
    from milieu.study.study import Study

    selection = Selection(pairs("--only", only))
    with progress_bar() as progress:
        rows = Study.open(study).indicators(names or (), selection, as_of=as_of, progress=progress)
    write(rows, format, output)


@app.command("list", epilog="Example: milieu list sources")
def list_(
    kind: Annotated[
        str, typer.Argument(help="sources, indicators, instruments, results, scenarios...")
    ],
) -> None:
    """List what there is of a kind, from what the code declares."""
    from milieu.cli.manual import listing

    for line in listing(kind):
        print(line)


@app.command(epilog="Example: milieu report ny --cluster 325-monroe-county --pdf")
def report(
    study: StudyFolder,
    cluster: Annotated[str, typer.Option(help="On this cluster, by id; else on all.")] = "",
    pdf: Annotated[bool, typer.Option("--pdf", help="A PDF to print, instead of HTML.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="File; else STUDY/report.html or .pdf.")
    ] = None,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    as_of: Annotated[str, typer.Option(help="YYYY-MM-DD: as known on that day.")] = "",
    clusters: Annotated[
        int | None,
        typer.Option(min=0, help="Clusters with a chapter of their own; else 60, in a PDF 8."),
    ] = None,
) -> None:
    """Report: two pages for who decides, then all figures, tables and sources for who checks.

    One file that needs nothing else, not even a network.
    """
    from milieu.cli.talk import progress_bar, say
    from milieu.study.study import Study

    with progress_bar() as progress:
        file = Study.open(study).report(
            output,
            as_of=as_of,
            cluster=cluster,
            clusters=clusters,
            format="pdf" if pdf or (output and output.suffix == ".pdf") else "html",
            language=language,
            progress=progress,
        )
    say(f"wrote {file}")


@app.command(epilog="Example: milieu replay ny --from 2008 --output replay.html")
def replay(
    study: StudyFolder,
    first: Annotated[int, typer.Option("--from", help="First year.")],
    last: Annotated[int | None, typer.Option("--to", help="Last year; else the newest.")] = None,
    what: Annotated[str, typer.Option(help="said (stages, alarms) or forecasts.")] = "said",
    format: Annotated[str, typer.Option(help="table, csv, json, parquet or xlsx.")] = "table",
    cluster: Annotated[
        list[str] | None, typer.Option(help="Only this cluster; may be said again.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File; with .html: charts.")] = None,
) -> None:
    """Replay: what would have been said in each year with what was known then, and what came."""
    from milieu.cli.talk import progress_bar, say
    from milieu.report.export import write
    from milieu.study.study import Study

    with progress_bar() as progress:
        replayed = Study.open(study).replay(first, last, clusters=cluster or (), progress=progress)
    if output and output.suffix == ".html":
        say(f"wrote {replayed.page(output)}")
    else:
        write(replayed.table(what), format, output)


@app.command(epilog="Example: milieu watch ny --format html --output digest.html")
def watch(
    study: StudyFolder,
    format: Annotated[str, typer.Option(help="text, json or html.")] = "text",
    output: Annotated[Path | None, typer.Option(help="File to write; else the screen.")] = None,
) -> int:
    """Watch: new files in, results up to date, and what changed. Exit code 1: news, 0: none.

    New files are found where study.toml says so: `watch = "incoming/*.csv"` under
    [sources.NAME]. The exit code is 2 if something is wrong. Fit for a cron job.
    """
    from milieu.cli.talk import progress_bar
    from milieu.report.digest import written
    from milieu.study.study import Study

    with progress_bar() as progress:
        digest = Study.open(study).watch(progress=progress)
    text = written(digest, format)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return int(bool(digest.items))


@app.command(epilog="Example: milieu demo --no-serve")
def demo(
    folder: Annotated[Path, typer.Option(help="Where the studies are made.")] = Path("demo"),
    serve: Annotated[
        bool, typer.Option(help="Serve the dashboard on this machine until Ctrl-C.")
    ] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 0,
    open: Annotated[bool, typer.Option("--open", help="Open a browser, too.")] = False,
) -> None:
    """Make the built-in studies, build and report them, and serve the dashboard with them."""
    from milieu.cli.serving import door_of, serve_studies
    from milieu.cli.talk import progress_bar, say
    from milieu.study.cases import CASES
    from milieu.study.demo import COUNTRY, make_demo

    with progress_bar() as progress:
        pages = make_demo(folder, progress=progress)
    for page in pages:
        say(f"wrote {page}")
    if serve:
        door = door_of("127.0.0.1", port, (), None, None, "")
        studies = [folder / name for name in (COUNTRY, *CASES)]
        serve_studies(studies, folder / "state", door, browser=open)
