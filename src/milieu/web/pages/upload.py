"""Upload: files into a study, one step a screen: files, how read, columns, check, done."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.sources.declare import SOURCES
from milieu.web.answers import told
from milieu.web.links import quoted
from milieu.web.opened import Opened
from milieu.web.page import page
from milieu.web.safety.forms import fields
from milieu.web.safety.people import ANALYST, require
from milieu.web.site import opened, site
from milieu.web.tasks import words as task_words
from milieu.web.tasks.kinds.add import added
from milieu.web.uploads.arriving import receive
from milieu.web.uploads.checking import Checked, Misfit, check, too_large, words
from milieu.web.uploads.columns import LONGEST, choices, saying
from milieu.web.uploads.guessing import contract_of, free_columns, guessed_source, tables_of
from milieu.web.uploads.inbox import Inbox, Upload
from milieu.web.uploads.kinds import kinds_of_regions
from milieu.web.uploads.seeing import READING, Seen, seen
from milieu.web.uploads.weighing import refuse_bomb

router = APIRouter(prefix="/s/{study}/add", include_in_schema=False)
ENCODINGS = ("utf-8", "latin-1", "cp1252", "utf-16", "gb18030", "big5", "shift_jis", "euc-kr")
DELIMITERS = ("comma", "semicolon", "tab", "pipe")


@router.get("")
def files(request: Request, study: str) -> Response:
    """Show where files are chosen, and uploads that are not finished."""
    return _files(request, study)


@router.post("/files")
async def arrive(request: Request, study: str) -> Response:
    """Take the files in and keep them apart; go on to what is seen of them."""
    inbox, person = _inbox(request, study), require(request, ANALYST)
    said = request.headers.get("content-length", "0")
    try:
        upload = await run_in_threadpool(inbox.new, person.name, int(said))
    except UserError as error:
        return _files(request, study, error, status=400)
    try:
        arrived = await receive(request, upload.folder / "files")
        await run_in_threadpool(refuse_bomb, arrived.files, site(request).rules)
        upload = await run_in_threadpool(_recognised, upload, arrived.fields.get("source", ""))
    except UserError as error:
        inbox.discard(upload)
        return _files(request, study, error, status=400)
    except BaseException:  # whatever breaks it off, what has come is not left behind
        inbox.discard(upload)
        raise
    return _to(study, upload, "seen")


def _recognised(upload: Upload, source: str) -> Upload:
    """Return the upload with its source: as said, else by its columns."""
    if not upload.files:
        seen(upload)  # says that no file was chosen
    names = tuple(file.name for file in upload.files)
    if source:
        return upload.said(source=SOURCES[source].name, names=names)
    try:
        columns = seen(upload).columns
    except UserError:  # shown beside the field that is to blame, on the next screen
        columns = ()
    return upload.said(source=guessed_source(columns, names[0]), names=names)


@router.get("/{id}")
def begin(request: Request, study: str, id: str) -> Response:
    """Go on where an upload was left."""
    upload = _upload(request, study, id)
    return _to(study, upload, "done" if upload.task else "seen")


@router.get("/{id}/seen")
def show_seen(request: Request, study: str, id: str) -> Response:
    """Show the first rows as they were understood."""
    return _seen(request, study, _upload(request, study, id))


@router.post("/{id}/seen")
async def say_seen(request: Request, study: str, id: str) -> Response:
    """Take what was said of how the file is written, and look again or go on."""
    said, upload = await fields(request), _upload(request, study, id)
    source = SOURCES[said.get("source") or upload.source]
    table = said.get("table", "")
    table = table if table in tables_of(source) else ""
    if (source.name, table) != (upload.source, upload.table):
        upload = upload.said(map={}, set={}, where={})
    reading = {name: said[name].strip()[:80] for name in READING if said.get(name, "").strip()}
    upload = upload.said(source=source.name, table=table, reading=reading, found={})
    if said.get("go") != "on":
        return _to(study, upload, "seen")
    try:
        await run_in_threadpool(seen, upload)
    except UserError:
        return _to(study, upload, "seen")
    return _to(study, upload, "columns")


@router.get("/{id}/columns")
def show_columns(request: Request, study: str, id: str) -> Response:
    """Show which column of the file serves which of ours."""
    upload = _upload(request, study, id)
    found = _try_to_see(upload)
    if found is None:
        return _to(study, upload, "seen")
    source = SOURCES[upload.source]
    return _page(
        request,
        study,
        "upload_columns.html.j2",
        upload=upload,
        seen=found,
        wrong=upload.found,
        source=source,
        table=contract_of(source, upload.table),
        choices=choices(source, upload, found),
        where=next(iter(upload.where.items()), ("", "")),
    )


@router.post("/{id}/columns")
async def say_columns(request: Request, study: str, id: str) -> Response:
    """Take the columns, and go on to the check; what is wrong is said beside its field."""
    said, upload = await fields(request), _upload(request, study, id)
    found = await run_in_threadpool(_try_to_see, upload)
    if found is None:
        return _to(study, upload, "seen")
    chosen, wrong = saying(SOURCES[upload.source], upload.table, found, said)
    upload = upload.said(map=chosen.map, set=chosen.set, where=chosen.where, found=wrong)
    return _to(study, upload, "columns" if wrong else "check")  # so that "back" asks nothing again


@router.get("/{id}/check")
def show_check(request: Request, study: str, id: str) -> Response:
    """Try every row and show what fits and what does not; nothing is taken in."""
    upload = _upload(request, study, id)
    if upload.task:
        return _to(study, upload, "done")
    if too_large(upload):
        return _page(request, study, "upload_check.html.j2", upload=upload, checked=None, error="")
    try:
        checked = check(upload)
    except UserError as error:
        step = _step_of(error)
        upload = upload.said(found={_field_of(error): words(error)})
        shown: dict[str, Any] = {"error": words(error), "step": step}
        return _page(request, study, "upload_check.html.j2", upload=upload, checked=None, **shown)
    upload = upload.said(found=_by_field(checked))
    kinds = kinds_of_regions(upload)
    return _page(
        request,
        study,
        "upload_check.html.j2",
        upload=upload,
        checked=checked,
        error="",
        kinds=kinds,
    )


@router.post("/{id}/only")
async def say_only(request: Request, study: str, id: str) -> Response:
    """Take only the rows of one kind, and check again."""
    said, upload = await fields(request), _upload(request, study, id)
    found = await run_in_threadpool(_try_to_see, upload)
    column, value = said.get("column", ""), said.get("value", "")[:LONGEST]
    if found and column in found.columns and value:
        upload = upload.said(where={column: value}, found={})
    return _to(study, upload, "check")


@router.post("/{id}/take")
async def take(request: Request, study: str, id: str) -> Response:
    """Ask for the task that takes the files in."""
    said, upload = await fields(request), _upload(request, study, id)
    if upload.task:
        return _to(study, upload, "done")
    options = {
        "source": upload.source,
        "table": upload.table,
        "map": dict(upload.map),
        "set": dict(upload.set),
        "where": dict(upload.where),
        **upload.reading,
        "strict": said.get("strict") == "yes",
        "files": list(upload.names),
    }
    owner = require(request, ANALYST).name
    task = await run_in_threadpool(
        lambda: site(request).tasks.submit(study, "add", options, owner=owner, inputs=upload.files)
    )
    return _to(study, upload.said(task=task.id), "done")


@router.get("/{id}/done")
def done(request: Request, study: str, id: str) -> Response:
    """Show what became of it, and offer to build."""
    upload = _upload(request, study, id)
    if not upload.task:
        return _to(study, upload, "check")
    task = site(request).tasks.get(study, upload.task)
    return _page(
        request,
        study,
        "upload_done.html.j2",
        upload=upload,
        task=task,
        added=added(task),
        told=told,
        say=task_words,
    )


@router.post("/{id}/discard")
def discard(request: Request, study: str, id: str) -> Response:
    """Throw an upload away."""
    _inbox(request, study).discard(_upload(request, study, id))
    return RedirectResponse(f"/s/{quoted(study)}/add", 303)


def _files(
    request: Request, study: str, error: UserError | None = None, *, status: int = 200
) -> Response:
    person = require(request, ANALYST)
    sources = [source for source in SOURCES.values() if source.name != "synthetic"]
    return _page(
        request,
        study,
        "upload_files.html.j2",
        status=status,
        unfinished=_inbox(request, study).of(person.name),
        sources=sources,
        most=site(request).rules.upload_bytes >> 20,
        wrong=words(error) if error else "",
    )


def _seen(request: Request, study: str, upload: Upload) -> Response:
    wrong: dict[str, str] = dict(upload.found)
    found: Seen | None = None
    try:
        found = seen(upload)
    except UserError as error:
        wrong[_field_of(error)] = words(error)
    source = SOURCES[upload.source]
    return _page(
        request,
        study,
        "upload_seen.html.j2",
        status=200 if found else 422,
        upload=upload,
        seen=found,
        wrong=wrong,
        source=source,
        sources=[one for one in SOURCES.values() if one.name != "synthetic"],
        tables=tables_of(source) if free_columns(source) else [],
        table=contract_of(source, upload.table),
        encodings=ENCODINGS,
        delimiters=DELIMITERS,
    )


def _try_to_see(upload: Upload) -> Seen | None:
    try:
        return seen(upload)
    except UserError:
        return None


def _by_field(checked: Checked) -> dict[str, str]:
    """Return what is said beside each column that rows did not fit because of."""
    return {column: _misfit(one) for column, one in checked.by_column.items()}


def _misfit(one: Misfit) -> str:
    found, line = one.found or _("nothing"), one.line or "–"
    return _(
        "{file}, line {line}: found {found}, expected {expected}.",
        file=one.file,
        line=line,
        found=found,
        expected=one.expected,
    )


FIELDS = {"--encoding": "encoding", "--delimiter": "delimiter", "--decimal": "decimal"}


def _field_of(error: UserError) -> str:
    """Return the field that a mistake belongs to."""
    for option, field in FIELDS.items():
        if option in error.where or option in error.next:
            return field
    if "--sheet" in error.next or "sheet" in error.what:
        return "sheet"
    option, name = error.where.partition(" ")[::2]
    return name.split(",")[0] if option == "--set" else "files"


def _step_of(error: UserError) -> str:
    """Return the step on which a mistake is mended."""
    if _field_of(error) in READING:
        return "seen"
    mapped = "--map" in error.where + error.next or "--set" in error.where + error.next
    return "columns" if mapped or "--where" in error.where + error.next else ""


def _opened(request: Request, study: str) -> Opened:
    return opened(request, study)


def _inbox(request: Request, study: str) -> Inbox:
    return Inbox(_opened(request, study).study.folder, site(request).rules)


def _upload(request: Request, study: str, id: str) -> Upload:
    return _inbox(request, study).get(require(request, ANALYST).name, id)


def _to(study: str, upload: Upload, step: str) -> Response:
    return RedirectResponse(f"/s/{quoted(study)}/add/{upload.id}/{step}", 303)


def _page(
    request: Request, study: str, template: str, *, status: int = 200, **shown: Any
) -> Response:
    answer = page(request, template, status=status, opened=_opened(request, study), **shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer
