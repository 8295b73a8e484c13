"""The frame of a study: how its regions and industries are called and contain each other."""

from dataclasses import dataclass
from functools import cached_property

import duckdb

from milieu.core.codes import INDUSTRY_SCHEMES, REGION_SCHEMES, Place, Scheme, told
from milieu.core.errors import unknown_name
from milieu.core.titles import titles
from milieu.study.settings import Settings

LEVEL_WORDS = {"msa": "metropolitan_area", "cbsa": "metropolitan_area"}  # offices' own words


@dataclass(frozen=True)
class Frame:
    """Schemes told by the study's own tables, which come before what a code says by itself."""

    session: duckdb.DuckDBPyConnection
    settings: Settings

    @cached_property
    def regions(self) -> Scheme:
        """Return the scheme of region codes, with the levels and parents of the table `regions`."""
        scheme = _named(REGION_SCHEMES, self.settings.regions.scheme, "scheme of regions")
        rows = self.session.execute("SELECT region, level, parent FROM regions").fetchall()
        return told(scheme, (_place(scheme, *row) for row in rows))

    @cached_property
    def industries(self) -> Scheme:
        """Return the scheme of industry codes, with the digits and parents of `industries`."""
        scheme = _named(INDUSTRY_SCHEMES, self.settings.industries.scheme, "scheme of industries")
        rows = self.session.execute("SELECT industry, digits, parent FROM industries").fetchall()
        return told(scheme, (_place(scheme, *row) for row in rows))

    @cached_property
    def region_names(self) -> dict[str, str]:
        """Return names of regions by code; a code without a name stands for itself."""
        rows = self.session.execute("SELECT region, name FROM regions WHERE name <> ''").fetchall()
        return {self.regions.canonical(code): name for code, name in rows}

    @cached_property
    def industry_names(self) -> dict[str, str]:
        """Return names of industries by code: the study's own, else the classification's."""
        query = "SELECT industry, name FROM industries WHERE name <> ''"
        own = {self.industries.canonical(c): n for c, n in self.session.execute(query).fetchall()}
        return {**titles(self.settings.industries.scheme), **self.industries.titles, **own}

    @cached_property
    def metropolitan_areas(self) -> dict[str, str]:
        """Return the metropolitan area of each region that is known to lie in one."""
        query = "SELECT region, metropolitan_area FROM regions WHERE metropolitan_area <> ''"
        return {
            self.regions.canonical(r): area for r, area in self.session.execute(query).fetchall()
        }

    @cached_property
    def places(self) -> dict[str, tuple[float, float]]:
        """Return longitude and latitude in degrees of each region that has them."""
        query = "SELECT region, longitude, latitude FROM regions WHERE longitude IS NOT NULL"
        return {
            self.regions.canonical(r): (x, y) for r, x, y in self.session.execute(query).fetchall()
        }

    def region_name(self, code: str) -> str:
        """Return the name of a region."""
        return self.region_names.get(code, code)

    def industry_name(self, code: str) -> str:
        """Return the name of an industry; one without a name has that of the class above it."""
        if code in self.industry_names:
            return self.industry_names[code]
        above = (a for a in self.industries.ancestors(code) if not self.industries.is_total(a))
        named = next((self.industry_names[a] for a in above if a in self.industry_names), "")
        return f"{named} ({code})" if named else code


def _named(schemes: dict[str, Scheme], name: str, kind: str) -> Scheme:
    if name not in schemes:
        raise unknown_name(kind, name, schemes, where="study.toml")
    return schemes[name]


def _place(scheme: Scheme, code: str, level: str | int | None, parent: str | None) -> Place:
    """Return a code's place, each part from the table where it says so, else from the code."""
    known = scheme.place(code)
    return Place(
        known.code,
        known.level if level is None else LEVEL_WORDS.get(str(level), level),
        scheme.canonical(parent) if parent else known.parent,
        known.other_cut,
    )
