"""Inbox: the unfinished uploads of a study, each in a private folder, known to its owner alone."""

import json
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.store.shelf import replace_text
from milieu.web.faults import NotAllowed, NotHere
from milieu.web.safety.rules import HOUR, Rules

FOLDER, RECORD, FILES, SCRATCH = "uploads", "upload.json", "files", "scratch"
ID = re.compile(r"[0-9a-f]{32}")
ROOM = 1 << 30  # bytes that stay free on the disk, Y1


@dataclass(frozen=True)
class Upload:
    """One upload and what its owner has said of it so far.

    map      our columns by the file's
    set      our columns' and the source's options' values for all rows
    where    columns of the file and the value that a row must have to be taken
    reading  how the file is written, where that is not seen by itself
    found    what the last check found wrong, by the field that it belongs to
    task     the task that takes it in; "" before
    """

    folder: Path
    id: str
    owner: str
    made: float
    source: str = ""
    table: str = ""
    map: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    reading: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    task: str = ""

    @property
    def files(self) -> list[Path]:
        """Return the files, by name; none once a task has them."""
        folder = self.folder / FILES
        if not _real(self.folder) or not _real(folder):
            return []
        return sorted(f for f in folder.iterdir() if f.is_file() and not f.is_symlink())

    @property
    def bytes(self) -> int:
        """Return the size of all files together."""
        return sum(file.stat().st_size for file in self.files)

    @property
    def scratch(self) -> Path:
        """Return a folder for what is unpacked while it is looked at."""
        place = self.folder / SCRATCH
        place.mkdir(exist_ok=True)
        return place

    def said(self, **more: Any) -> "Upload":
        """Write down and return the upload with more that was said of it."""
        fresh = replace(self, **more)
        kept = {name: value for name, value in asdict(fresh).items() if name != "folder"}
        replace_text(self.folder / RECORD, json.dumps(kept, ensure_ascii=False, indent=1))
        return fresh


class Inbox:
    """The uploads below a study's folder."""

    def __init__(self, study: Path, rules: Rules) -> None:
        self.folder, self._rules = study / FOLDER, rules

    def new(self, owner: str, size: int = 0) -> Upload:
        """Make room for an upload of so many bytes.

        raises   UserError for too many unfinished ones, or a disk that has no room
        """
        self.sweep()
        if len(self.of(owner)) >= self._rules.uploads_at_once:
            raise UserError(
                _("you have {n} unfinished uploads", n=self._rules.uploads_at_once),
                where="files",
                next=_("Finish one, or throw one away."),
            )
        self.folder.mkdir(exist_ok=True, mode=0o700)
        if shutil.disk_usage(self.folder).free - 2 * size < ROOM:
            raise UserError(
                _("the server's disk has no room for this"),
                where="files",
                next=_("Tell whoever runs it."),
            )
        name = token_hex(16)
        (self.folder / name).mkdir(mode=0o700)
        (self.folder / name / FILES).mkdir(mode=0o700)
        return Upload(self.folder / name, name, owner, time.time()).said()

    def get(self, owner: str, id: str) -> Upload:
        """Return an upload; NotHere for one that there is not, or that is somebody else's."""
        found = self._read(self.folder / id) if ID.fullmatch(id) else None
        if found is None or found.owner != owner:
            raise NotHere(
                UserError(
                    _("there is no such upload"),
                    next=_("It may have been taken in or cleaned up; add the files again."),
                )
            )
        return found

    def of(self, owner: str) -> list[Upload]:
        """Return the unfinished uploads of somebody, the newest first."""
        found = [one for one in self._all() if one.owner == owner and not one.task]
        return sorted(found, key=lambda one: -one.made)

    def discard(self, upload: Upload) -> None:
        """Throw an upload away."""
        if upload.folder.parent != self.folder:
            raise NotAllowed(UserError(_("this is no upload of this study")))
        shutil.rmtree(upload.folder, ignore_errors=True)

    def sweep(self) -> None:
        """Throw away what nobody went on with, and what broke off on its way."""
        oldest = time.time() - self._rules.upload_hours * HOUR
        for folder in self._folders():
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)

    def _all(self) -> Iterator[Upload]:
        for folder in self._folders():
            found = self._read(folder)
            if found is not None:
                yield found

    def _folders(self) -> list[Path]:
        if not self.folder.is_dir() or self.folder.is_symlink():
            return []
        return [one for one in self.folder.iterdir() if ID.fullmatch(one.name) and _real(one)]

    def _read(self, folder: Path) -> Upload | None:
        try:
            said = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(said, dict) or not _real(folder):
            return None
        known = {one.name for one in fields(Upload)} - {"folder"}
        kept = {name: value for name, value in said.items() if name in known}
        return Upload(folder, **{**kept, "names": tuple(kept.get("names", ()))})


def _real(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink()
