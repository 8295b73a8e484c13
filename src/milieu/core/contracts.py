"""Table contracts: what each table of a study holds, one row per key."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "number", "count", "integer", "year", "flag", "date"]

DUCKDB_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "count": "DOUBLE",  # annual averages of counts carry fractions
    "integer": "BIGINT",
    "year": "SMALLINT",
    "flag": "BOOLEAN",
    "date": "DATE",
}


@dataclass(frozen=True)
class Field:
    """One column of a table: its name, kind, unit and bounds (None: unbounded)."""

    name: str
    kind: Kind
    unit: str = ""
    low: float | None = None
    high: float | None = None
    about: str = ""

    @property
    def sql_type(self) -> str:
        """Return the column's type in DuckDB."""
        return DUCKDB_TYPES[self.kind]


@dataclass(frozen=True)
class Contract:
    """A table: its key, its values, and what a row means.

    descriptive   rows describe lasting things: a later file adds to what earlier ones said and
                  does not blank it
    """

    name: str
    about: str
    key: tuple[Field, ...]
    values: tuple[Field, ...] = field(default=())
    descriptive: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return key and values in the order in which they are stored."""
        return self.key + self.values

    def field(self, name: str) -> Field:
        """Return one column by name; KeyError if the table has none of that name."""
        return next(f for f in self.fields if f.name == name)


def _text(name: str, about: str = "") -> Field:
    return Field(name, "text", about=about)


def _count(name: str, unit: str, about: str = "") -> Field:
    # 1e9 exceeds the jobs of any country: a larger count is a slip of the pen
    return Field(name, "count", unit, low=0, high=1e9 - 1, about=about)


def _amount(name: str, unit: str = "", about: str = "") -> Field:
    return Field(name, "number", unit, low=0, about=about)


REGION = _text("region", "code of the region, text with leading zeros")
INDUSTRY = _text("industry", "code of the industry, text")
YEAR = Field("year", "year", low=1700, high=2200)
LONGITUDE = Field("longitude", "number", "degrees east", -180, 180)
LATITUDE = Field("latitude", "number", "degrees north", -90, 90)

CONTRACTS: dict[str, Contract] = {
    contract.name: contract
    for contract in (
        Contract(
            "regions",
            "places, with the level they belong to and the regions that contain them",
            (REGION,),
            (
                _text("name"),
                _text("level", "country, state, county, nuts2, metropolitan_area, ..."),
                _text("parent", "code of the region that contains it"),
                _text("metropolitan_area", "code of the metropolitan area that contains it"),
                LONGITUDE,
                LATITUDE,
                _amount("area_km2", "km2"),
                _text("geometry", "GeoJSON geometry, longitude and latitude"),
            ),
            descriptive=True,
        ),
        Contract(
            "industries",
            "classes of a classification of industries",
            (_text("scheme", "naics, nace, ..."), INDUSTRY),
            (
                _text("name"),
                _text("parent"),
                Field("digits", "integer", "digits", 0, 8),
            ),
            descriptive=True,
        ),
        Contract(
            "cluster_definitions",
            "which industry belongs to which cluster category",
            (_text("definition"), INDUSTRY),
            (
                _text("cluster"),
                _text("subcluster"),
                _text("traded_local", "traded, local or resource"),
            ),
        ),
        Contract(
            "employment",
            "firms and jobs of an industry in a region in a year",
            (REGION, INDUSTRY, YEAR),
            (
                _count("establishments", "establishments"),
                _count("jobs", "jobs", "annual average; empty where hidden"),
                _count("jobs_low", "jobs", "lower bound where the office publishes a size band"),
                _count("jobs_high", "jobs", "upper bound where the office publishes a size band"),
                _amount("wages", "national currency", "total of the year"),
                Field("suppressed", "flag", about="the office hides this cell"),
                _text("flags", "the publisher's flags as printed"),
            ),
        ),
        Contract(
            "output",
            "output, value added and exports of an industry in a region in a year",
            (REGION, INDUSTRY, YEAR),
            (
                _amount("output"),
                _amount("value_added"),
                _amount("exports"),
                _amount("unit_value"),
                _text("price_basis"),
            ),
        ),
        Contract(
            "demography",
            "births and deaths of firms",
            (REGION, INDUSTRY, YEAR),
            (
                _count("births", "firms"),
                _count("deaths", "firms"),
                _count("incumbents", "firms"),
            ),
        ),
        Contract(
            "firms",
            "single firms or plants with their place",
            (_text("firm"),),
            (
                LONGITUDE,
                LATITUDE,
                REGION,
                INDUSTRY,
                Field("opened", "year", low=1000, high=2200),
                Field("closed", "year", low=1000, high=2200),
                _count("jobs", "jobs"),
                _text("parent", "the firm that owns it or that it was spun off from"),
                _text("owner", "local, outside or public; empty if not known"),
            ),
        ),
        Contract(
            "innovation",
            "patents and research of an industry in a region in a year",
            (REGION, INDUSTRY, YEAR),
            (
                _amount("patents", "patents", "fractional: 1/(inventors x classes)"),
                _amount("rd_spending", "national currency"),
                _count("firms", "firms", "firms asked or registered: the base of the shares"),
                _count("patenting_firms", "firms", "firms with at least one patent"),
                _count("rd_unit_firms", "firms", "firms with a research and development unit"),
                _count("rd_active_firms", "firms", "firms with research and development"),
            ),
        ),
        Contract(
            "input_output",
            "who sells what to whom: one row per cell of an input-output table",
            (
                _text("table", "name of the table, such as germany_1995"),
                _text("row", "who sells: industry, COUNTRY_INDUSTRY, or an input such as imports"),
                _text("column", "who buys: industry, COUNTRY_INDUSTRY, or a final use"),
            ),
            (
                Field("value", "number", about="empty where not known; negative as published"),
                _text("unit", "currency and prices, such as million EUR"),
                _text(
                    "row_kind",
                    "industry, product, imports, taxes (on products), value_added, primary_input"
                    " (a part of value added), output, total (a sum of others) or other",
                ),
                _text(
                    "column_kind",
                    "industry, final_demand, exports, imports, output, total or other",
                ),
                _text("row_country", "empty where the table has one country"),
                _text("column_country", "empty where the table has one country"),
                YEAR,
            ),
        ),
        Contract(
            "links",
            "ties of firms, organisations and regions in a year",
            (
                YEAR,
                _text("from", "a firm of the table firms, or a region; of supply: who sells"),
                _text("to", "a firm of the table firms, or a region; of supply: who buys"),
                _text("kind", "co-invention, supply, ownership, membership, ..."),
            ),
            (_amount("weight", about="patents, money, shares; empty counts as 1"),),
        ),
        Contract(
            "observations",
            "sparse cited facts about a cluster",
            (_text("cluster"), _text("period"), _text("indicator"), _text("citation")),
            (
                Field("value", "number"),
                _text("unit"),
                _text("quality", "reported, derived, rounded, corrected, ..."),
                _text("note"),
            ),
        ),
    )
}
