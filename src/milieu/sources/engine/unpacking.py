"""Zip and gz: tables are unpacked into scratch under our own names, within limits."""

import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from milieu.core.errors import UserError

BLOCK = 1 << 20
MOST_BYTES = 200 << 30  # a national file of 6 GB is large; more than 200 GB is an attack or a slip
MOST_RATIO = 200  # statistics shrink 10 to 50 times; 1,000 times is a bomb
FREE_BYTES = 64 << 20  # below this size no ratio is dangerous
MOST_MEMBERS = 20_000  # by-area files: one for each county
PACKED = (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".zst")
NO_TABLES = (".pdf", ".html", ".htm", ".md", ".doc", ".docx", ".png", ".jpg", ".xml", ".rtf")


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = ..., /) -> bytes:
        """Return at most so many bytes, none at the end."""
        ...


@dataclass(frozen=True)
class Unpacked:
    """One file ready to be read: what messages call it, and where it lies."""

    name: str
    path: Path


def unpack(path: Path, scratch: Path) -> Iterator[Unpacked]:
    """Yield the tables inside a zip or gz, or the file itself if it is neither.

    Nothing is written outside `scratch`; UserError for a file that is broken, encrypted, nested,
    or that unpacks to far more than it should.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
    if start[:2] == b"\x1f\x8b":
        yield _gunzip(path, scratch)
    elif start in (b"PK\x03\x04", b"PK\x05\x06") and path.suffix.lower() != ".xlsx":
        yield from _unzip(path, scratch)
    elif path.suffix.lower() in (".zip", ".gz"):
        raise _broken(path.name, f"its name ends in {path.suffix} but it is none")
    else:
        yield Unpacked(path.name, path)


def _gunzip(path: Path, scratch: Path) -> Unpacked:
    inner = path.name[:-3] if path.name.lower().endswith(".gz") else path.name
    if inner.lower().endswith(PACKED) or path.suffix.lower() == ".tgz":
        raise _nested(path.name, inner)
    target = scratch / f"unpacked{Path(inner).suffix.lower()}"
    try:
        with gzip.open(path, "rb") as stream:
            _copy(stream, target, path.stat().st_size, path.name)
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise _broken(path.name, str(problem)) from None
    return Unpacked(path.name, target)


def _unzip(path: Path, scratch: Path) -> Iterator[Unpacked]:
    with _opened(path) as archive:
        for at, member in enumerate(_tables(archive, path.name)):
            target = scratch / f"unpacked_{at}{Path(member.filename).suffix.lower()}"
            _extract(archive, member, target, path.name)
            yield Unpacked(f"{path.name}/{member.filename}", target)


def unpack_whole(path: Path, names: Sequence[str], scratch: Path) -> Path | None:
    """Return a folder with the files of a zip that belong together; None where it has none.

    names    files that stand side by side in the folder, at any depth of the zip
    return   a folder below `scratch`, called like the zip; what lies beside it is left out
    raises   UserError as `unpack`
    """
    if not zipfile.is_zipfile(path):
        return None
    with _opened(path) as archive:
        root = _folder_of([m.filename for m in archive.infolist()], names)
        if root is None:
            return None
        folder = scratch / "whole" / path.stem
        for member in _tables(archive, path.name):
            inside = PurePosixPath(member.filename.replace("\\", "/"))
            if inside.is_relative_to(root):
                target = folder / inside.relative_to(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                _extract(archive, member, target, path.name)
        return folder


def pack_whole(folder: Path, names: Sequence[str], target: Path) -> Path | None:
    """Return a zip of a folder whose files belong together; None where it has none of the names.

    The same files give the same bytes, so that a folder that is added again is known.
    """
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    inside = [each.relative_to(folder).as_posix() for each in files]
    if _folder_of(inside, names) is None:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for each, name in zip(files, inside, strict=True):
            with each.open("rb") as stream, archive.open(zipfile.ZipInfo(name), "w") as out:
                while block := stream.read(BLOCK):
                    out.write(block)
    return target


def _folder_of(inside: Sequence[str], names: Sequence[str]) -> PurePosixPath | None:
    """Return the uppermost folder that holds files of all the names, None where there is none."""
    paths = [PurePosixPath(name.replace("\\", "/")) for name in inside]
    held: dict[PurePosixPath, set[str]] = {}
    for path in paths:
        held.setdefault(path.parent, set()).add(path.name.lower())
    wanted = {name.lower() for name in names}
    fitting = [folder for folder, there in held.items() if wanted <= there]
    return min(fitting, key=lambda folder: (len(folder.parts), str(folder)), default=None)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip; a damaged or oddly packed one becomes a UserError wherever that shows."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
        raise _broken(path.name, str(problem)) from None
    except NotImplementedError as problem:
        raise UserError(
            f"the zip is packed in a way that milieu cannot read: {problem}",
            where=path.name,
            next="Unpack it and add the tables inside.",
        ) from None


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, name: str) -> None:
    with archive.open(member) as stream:
        _copy(stream, target, member.compress_size, f"{name}/{member.filename}")


def _tables(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """Return the members that are tables; UserError for members that are a danger."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS:
        what = f"the zip holds {len(members):,} files, more than {MOST_MEMBERS:,}"
        raise UserError(what, where=name, next="Unpack it and add the tables that you need.")
    tables = [member for member in members if _may_be_table(member, name)]
    if not tables:
        what = "there is no table in this zip"
        raise UserError(what, where=name, next="Is the download complete?")
    return tables


def _may_be_table(member: zipfile.ZipInfo, name: str) -> bool:
    inner = member.filename.replace("\\", "/")
    outside = inner.startswith("/") or ".." in inner.split("/") or inner[1:2] == ":"
    if outside or stat.S_ISLNK(member.external_attr >> 16):
        raise UserError(
            f"the zip wants to write outside its folder: {member.filename!r}",
            where=name,
            next="Do not trust this file; fetch it again from the office itself.",
        )
    if member.flag_bits & 1:
        raise UserError(
            f"{member.filename!r} is encrypted",
            where=name,
            next="Unpack it with its password and add the table inside.",
        )
    if inner.startswith("__MACOSX/") or Path(inner).name.startswith("."):
        return False
    if inner.lower().endswith(PACKED):
        raise _nested(name, member.filename)
    return not inner.lower().endswith(NO_TABLES)


def _copy(stream: Readable, target: Path, packed: int, name: str) -> None:
    """Write what is unpacked, stopping as soon as it is too much (headers are not trusted)."""
    most = min(MOST_BYTES, max(packed * MOST_RATIO, FREE_BYTES))
    written = 0
    with target.open("wb") as out:
        while block := stream.read(BLOCK):
            written += len(block)
            if written > most:
                raise UserError(
                    f"it unpacks to more than {most >> 20:,} MB, far more than a table would",
                    where=name,
                    next="If that is right, unpack it yourself and add the table inside.",
                )
            out.write(block)


def _nested(name: str, inner: str) -> UserError:
    return UserError(
        f"there is a packed file inside: {inner!r}",
        where=name,
        next="Unpack it once and add what is inside.",
    )


def _broken(name: str, problem: str) -> UserError:
    return UserError(
        f"the file is cut off or damaged ({problem})",
        where=name,
        next="Fetch it again and compare its size with the office's.",
    )
