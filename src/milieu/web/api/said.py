"""Said: figures with ranges, sentences, drawn figures, as the API says them."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from pydantic import BaseModel, Field

from milieu.report.figure import Figure
from milieu.report.reading import Cluster
from milieu.report.words import Amount
from milieu.web.links import address
from milieu.web.opened import Opened


class Range(BaseModel):
    """A figure with its 80 % range; null for what is not known, never zero."""

    low: float | None
    value: float | None
    high: float | None
    unit: str
    proven: bool = Field(description="Whether published margins leave no value outside the range.")
    text: str = Field(description="As it is written everywhere.")


class ClusterSaid(BaseModel):
    """A cluster in the last year in which it was seen."""

    id: str
    name: str
    level: str = Field(description="Of its regions: county, nuts2, ...")
    regions: list[str] = Field(description="Codes.")
    industries: list[str] = Field(description="Codes.")
    first_year: int
    last_year: int
    jobs: Range
    peak_jobs: Range
    peak_year: int | None
    change_since_peak: Range
    location_quotient: Range
    share_of_nation: Range
    hidden_cells: int = Field(description="Hidden cells that the figures rest on.")
    rank: int | None
    type: str
    status: str = Field(description="published, estimated or range only.")
    existence_probability: float | None
    robustness: float | None = Field(description="Share of definitions under which it exists.")
    longitude: float | None
    latitude: float | None
    address: str = Field(description="In the API.")
    page: str = Field(description="In the dashboard.")


class FigureCard(BaseModel):
    """A figure, and where its rows and drawings are."""

    name: str
    title: str
    how: str = Field(description="How to read it.")
    alt: str = Field(description="The reading in words.")
    rows: int
    source: str
    command: str
    address: str


class FigureSaid(FigureCard):
    """A figure with the table behind it, in the texts that readers see."""

    columns: list[str]
    cells: list[list[str]]
    legend: list[str]


def ranged(amount: Amount, unit: str) -> Range:
    """Return a figure with its range."""
    return Range(
        low=known(amount.low),
        value=known(amount.value),
        high=known(amount.high),
        unit=unit,
        proven=amount.proven,
        text=amount.text if amount.value is not None else amount.spoken,
    )


def known(value: Any) -> Any:
    """Return None for a number that is none: JSON has no other word for unknown."""
    return None if isinstance(value, float) and not isfinite(value) else value


def rows_known(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with None for what is unknown."""
    return [{name: known(value) for name, value in row.items()} for row in rows]


def sentences(found: Sequence[tuple[str, str]]) -> list[str]:
    """Return sentences that begin in bold type as plain texts."""
    return [f"{strong}{rest}" for strong, rest in found]


def cluster_said(opened: Opened, one: Cluster) -> ClusterSaid:
    """Return a cluster as the API says it."""
    longitude, latitude = one.place or (None, None)
    return ClusterSaid(
        id=one.id,
        name=one.name,
        level=one.level,
        regions=one.regions.split(),
        industries=one.industries.split(),
        first_year=one.first_year,
        last_year=one.last_year,
        jobs=ranged(one.jobs, "jobs"),
        peak_jobs=ranged(one.peak_jobs, "jobs"),
        peak_year=one.peak_year,
        change_since_peak=ranged(one.change, "share"),
        location_quotient=ranged(one.quotient, "ratio"),
        share_of_nation=ranged(one.share, "share"),
        hidden_cells=one.hidden,
        rank=one.rank,
        type=one.type,
        status=one.status,
        existence_probability=known(one.exists),
        robustness=known(one.robustness),
        longitude=known(longitude),
        latitude=known(latitude),
        address=address(opened, "c", one.id, api=True),
        page=address(opened, "c", one.id),
    )


def card(figure: Figure, at: str) -> FigureCard:
    """Return a figure's card; `at` is the address of its rows."""
    return FigureCard(
        name=figure.name,
        title=figure.title,
        how=figure.how,
        alt=figure.alt,
        rows=len(figure.rows),
        source=figure.source,
        command=figure.command,
        address=at,
    )


def whole(figure: Figure, at: str) -> FigureSaid:
    """Return a figure with the table behind it."""
    return FigureSaid(
        **card(figure, at).model_dump(),
        columns=list(figure.columns),
        cells=[list(map(str, row)) for row in figure.rows],
        legend=[text for _mark, text in figure.legend],
    )
