"""Addresses: where an office offers a file, and what the file is called here."""

import re
from collections.abc import Mapping, Sequence
from itertools import product
from string import Formatter
from urllib.parse import quote, unquote, urlsplit

from milieu.core.errors import UserError, unknown_name
from milieu.sources.declare import Source


def addresses(
    source: Source, options: Mapping[str, str | int | Sequence[str | int]]
) -> tuple[str, ...]:
    """Return the source's download addresses with every {placeholder} filled in.

    options   value of each placeholder; of several values each gives an address of its own
    raises    UserError if an option is missing or unknown, or if the source has no open address
    """
    template = _template(source, options)
    wanted = _placeholders(template)
    known = [
        *_placeholders(" ".join([source.address, *source.addresses.values()])),
        *source.options,
    ]
    for name in options:
        if name not in known:
            raise unknown_name("option", name, known, where=source.name)
    values = [[_quoted(source, name, v) for v in _several(options.get(name))] for name in wanted]
    for name, given in zip(wanted, values, strict=True):
        if not given:
            about = source.options.get(name, "").strip().rstrip(".")
            raise UserError(
                f"the download needs the option {name!r}" + (f": {about}" if about else ""),
                where=source.name,
                next=f"Example: {source.example or f'{name}=' + _EXAMPLES.get(name, '...')}",
            )
    filled = (dict(zip(wanted, choice, strict=True)) for choice in product(*values))
    return tuple(template.format_map(choice) for choice in filled)


def file_name(address: str) -> str:
    """Return a safe file name for what lies at the address; queries are part of it."""
    place = urlsplit(address)
    last = unquote(place.path.rstrip("/").rpartition("/")[2]) or place.hostname or ""
    asked = place.query.lower()
    # "?format=SDMX-CSV&compressed=true" tells what the ending of the path does not
    kind = next((f".{kind}" for kind in ("csv", "tsv", "json", "xlsx") if kind in asked), "")
    packed = ".gz" if "compressed=true" in asked else ""
    ending = "" if re.search(r"\.\w{2,7}$", last) else kind + packed
    return tidy(f"{last}-{place.query}" if place.query and not ending else last) + ending


_EXAMPLES = {"year": "2016", "quarter": "4", "area": "01003", "dataset": "sbs_r_nuts06_r2"}


def _template(source: Source, options: Mapping[str, object]) -> str:
    """Return the address of the part that an option names, or else of the whole."""
    parts = [name for name in source.addresses if options.get(name)]
    if len(parts) > 1:
        raise UserError(
            f"a download is cut by {' or '.join(parts)}, not by both",
            where=source.name,
            next="Leave one out; take the rows you need with --where when you add the file.",
        )
    template = source.addresses[parts[0]] if parts else source.address
    if not template:
        raise UserError(
            f"{source.publisher} offers no open download address for {source.name!r}",
            next=f"Fetch the file by hand and add it. {source.example}".strip(),
        )
    return template


def _placeholders(template: str) -> list[str]:
    return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(template) if name))


def _several(value: str | int | Sequence[str | int] | None) -> Sequence[str | int]:
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, str | int) else value


def _quoted(source: Source, name: str, value: str | int) -> str:
    text = str(value).strip()
    if text in ("", ".", ".."):
        raise UserError(f"{text!r} is no value for the option {name!r}", where=source.name)
    return quote(text, safe="")


def tidy(name: str) -> str:
    """Return the name without what file systems reserve: separators, dots in front, controls."""
    plain = re.sub(r"[^\w.=,+-]+", "_", name).lstrip("._-").rstrip("._")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > 120:
        plain = f"{stem[:100]}{dot}{ending[-15:]}"
    return plain or "download"
