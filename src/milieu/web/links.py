"""Links: addresses within the site."""

import re
import shlex
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from milieu.web.opened import Opened

SHOW = re.compile(r"milieu show (?:'[^']*'|\S+) (\w+)")
ONLY = re.compile(r""" --only ((?:'[^']*'|"[^"]*"|[^\s'"])+)""")


def quoted(part: str) -> str:
    """Return a name as one part of an address."""
    return quote(part, safe="")


def address(opened: Opened, *parts: str, api: bool = False, **query: object) -> str:
    """Return the address of a page of a study, as of the same day; empty values are left out.

    api   the same as data
    """
    path = "/".join(["/api/v1/s" if api else "/s", quoted(opened.name), *map(quoted, parts)])
    return path + asked({"as_of": opened.as_of, **query})


def asked(query: Mapping[str, object]) -> str:
    """Return the part of an address after the question mark; empty values are left out."""
    said = {name: value for name, value in query.items() if value not in ("", None)}
    return f"?{urlencode(said)}" if said else ""


def rows_address(opened: Opened, command: str, format: str = "csv") -> str:
    """Return where the rows are downloaded that a command of a figure shows; empty for none.

    command   such as `milieu show STUDY RESULT --only cluster=ID`
    """
    begun = SHOW.match(command)
    if begun is None:
        return ""
    only = [
        shlex.split(part)[0] if "'" in part or '"' in part else part
        for part in ONLY.findall(command)
    ]
    query: dict[str, object] = dict(one.partition("=")[::2] for one in only)
    return address(opened, "data", begun[1], api=True, **{**query, "format": format})
