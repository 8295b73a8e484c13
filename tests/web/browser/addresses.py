"""The pages that are looked at, each by a name and an address."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.web.browser.serving import Server


def of_cluster(path: str, study: str = "made-up") -> Callable[[Server], str]:
    """Return an address that names the largest cluster of a study, and the one after it."""

    def address(server: Server) -> str:
        found = [quote(one["id"], safe="") for one in server.clusters(study)]
        return path.format(*found)

    return address


PAGES: dict[str, Any] = {
    "home": "/",
    "atlas": "/s/made-up",
    "atlas-map": "/s/small",
    "atlas-filtered": "/s/made-up?stage=growth&search=county&sort=-jobs",
    "atlas-without-finds": "/s/made-up?search=nowhere",
    "atlas-empty": "/s/empty",
    "atlas-facts": "/s/hsinchu",
    "cluster": of_cluster("/s/made-up/c/{0}"),
    "cluster-built": of_cluster("/s/small/c/{0}", "small"),
    "compare": of_cluster("/s/made-up/compare?c={0},{1}"),
    "compare-nothing": "/s/made-up/compare",
    "lab-entrance": "/s/small/lab",
    "lab": of_cluster("/s/small/lab/{0}", "small"),
    "lab-asked": of_cluster("/s/small/lab/{0}?do=training:1", "small"),
    "scenarios": "/s/small/scenarios",
    "data": "/s/small/data",
    "data-empty": "/s/empty/data",
    "table": "/s/small/data/employment",
    "upload": "/s/small/add",
    "report": "/s/small/report",
    "tasks": "/s/small/tasks",
    "method": "/method",
    "method-kind": "/method/instruments",
    "method-entry": "/method/indicators/location_quotient",
    "exam": "/method/exam",
    "api": "/api",
    "account": "/account",
    "admin": "/admin",
    "log": "/admin/log",
}
MISSING: dict[str, str] = {
    "no-page": "/nothing/here",
    "no-study": "/s/smal",
    "no-cluster": "/s/small/c/nothing",
    "no-table": "/s/small/data/cluster",
}


def address_of(name: str, server: Server) -> str:
    """Return the address of a page on a server."""
    found: Any = {**PAGES, **MISSING}[name]
    return found(server) if callable(found) else str(found)
