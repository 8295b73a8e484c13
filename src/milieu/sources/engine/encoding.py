"""How a text is encoded: everything becomes UTF-8, and bytes that are none are named by line."""

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from milieu.core.errors import UserError

BLOCK = 1 << 20


@dataclass(frozen=True)
class Overview:
    """What one look at all bytes of a text tells: lines, whether it is UTF-8, checksum (hex)."""

    lines: int
    is_utf8: bool
    sha256: str


def look_over(path: Path) -> Overview:
    """Return what the bytes tell; hashing releases the lock, so this runs beside DuckDB."""
    digest = hashlib.sha256()
    feeds = returns = 0
    last, sound = b"\n", True
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            feeds += block.count(b"\n")
            if not feeds:
                returns += block.count(b"\r")  # line ends of old systems
            last = block[-1:]
            sound = sound and _decodes(decoder, block)
    sound = sound and _decodes(decoder, b"", final=True)
    lines = (feeds or returns) + (last not in b"\r\n")
    return Overview(lines, sound, digest.hexdigest())


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    if block.isascii() and not decoder.getstate()[0] and not final:
        return True
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def as_utf8(path: Path, name: str, place: Path, encoding: str | None) -> Path:
    """Return the text itself, or a copy in UTF-8 where it is written in another encoding."""
    if encoding is None:
        marked = _start(path) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        encoding = "utf-16" if marked else "utf-8"
    try:
        if codecs.lookup(encoding).name == "utf-8":
            return path
    except LookupError:
        raise UserError(
            f"no encoding {encoding!r}",
            where="--encoding",
            next="Common ones: utf-8, latin-1, cp1252, utf-16, gb18030, big5, shift_jis.",
        ) from None
    try:
        with (
            path.open(encoding=encoding, newline="") as stream,
            place.open("w", encoding="utf-8", newline="") as out,
        ):
            while block := stream.read(BLOCK):
                out.write(block)
    except (UnicodeError, LookupError) as problem:
        raise UserError(
            f"the file is not written in {encoding} ({problem})",
            where=name,
            next="Leave --encoding out, or name the one that the office states.",
        ) from None
    return place


def wrong_encoding(path: Path, name: str) -> UserError:
    """Return the error that names the line with the first byte that is not UTF-8."""
    where, byte = name, "?"
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as problem:
                where, byte = f"{name}, line {number}", f"0x{line[problem.start]:02x}"
                break
    return UserError(
        f"the byte {byte} is not UTF-8 text",
        where=where,
        next="Say --encoding latin-1, or the encoding that the office states.",
    )


def _start(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(2)
