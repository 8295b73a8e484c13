"""Getting: files from an office's open download address."""

from collections.abc import Mapping
from pathlib import Path

from milieu.core.progress import Progress, silent
from milieu.sources.declare import SOURCES
from milieu.sources.engine.addresses import addresses
from milieu.sources.engine.download import download


def get(
    source: str,
    options: Mapping[str, str],
    into: Path,
    *,
    sha256: str | None = None,
    progress: Progress = silent,
) -> list[tuple[Path, str]]:
    """Download what the options name and return each file with its address.

    options   values of the address's {placeholders}; commas between several
    sha256    checksum that the file must have, for a single file
    raises    UserError where the office has no open address or the transfer fails for good
    """
    several = {name: value.split(",") for name, value in options.items()}
    into.mkdir(parents=True, exist_ok=True)
    return [
        (download(address, into, sha256=sha256, progress=progress), address)
        for address in addresses(SOURCES[source], several)
    ]
