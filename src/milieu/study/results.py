"""What a build makes: every result with its columns, units and meaning."""

from collections.abc import Mapping
from dataclasses import dataclass

from milieu.core.contracts import Field
from milieu.core.errors import unknown_name


@dataclass(frozen=True)
class Result:
    """A result table: name, what a row is, columns in order, and how it is shown by default.

    order   columns by which rows are shown, the largest first where a name begins with "-"
    brief   columns that fit on a screen; all when empty
    """

    name: str
    about: str
    fields: tuple[Field, ...]
    order: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()


def _text(name: str, about: str = "") -> Field:
    return Field(name, "text", about=about)


def _number(name: str, unit: str = "", about: str = "") -> Field:
    return Field(name, "number", unit, about=about)


def _range(name: str, unit: str, about: str = "") -> tuple[Field, Field, Field]:
    """Return the three columns of a figure with its 80 % range."""
    return (
        _number(f"{name}_low", unit, "lower end of the 80 % range"),
        _number(name, unit, about),
        _number(f"{name}_high", unit, "upper end of the 80 % range"),
    )


LEVEL = _text("level", "level of the regions: county, metropolitan_area, nuts2, ...")
REGION = _text("region", "code of the region")
INDUSTRY = _text("industry", "code of the industry")
CLUSTER = _text("cluster", "name that stays the same over the years")
YEAR = Field("year", "year")
HIDDEN = Field("hidden_cells", "integer", "cells", about="hidden cells that the figures rest on")

EXISTENCE = _number(
    "existence_probability", "probability", "to be a cluster, given the hidden cells"
)
LISTED = _number(
    "listed_probability",
    "probability",
    "to be among the first 100 of its level by location quotient, given the hidden cells",
)

RESULTS: dict[str, Result] = {
    result.name: result
    for result in (
        Result(
            "cells",
            "jobs of an industry in a region in a year, published or estimated",
            (
                LEVEL,
                REGION,
                INDUSTRY,
                YEAR,
                _number("establishments", "establishments"),
                *_range("jobs", "jobs", "empty where only a range may be shown"),
                _number("least", "jobs", "fewest jobs that the published margins allow"),
                _number("most", "jobs", "most jobs that the published margins allow"),
                _text("status", "published, estimated, or range only (one or two establishments)"),
                _text("file", "the file that a published figure comes from"),
            ),
            ("level", "region", "industry", "year"),
        ),
        Result(
            "clusters",
            "clusters found, with their figures in the last year in which each was seen",
            (
                CLUSTER,
                _text("name"),
                LEVEL,
                _text("method"),
                _text("regions", "codes of the member regions"),
                _text("industries", "codes of the member industries"),
                Field("first_year", "year"),
                Field("last_year", "year"),
                *_range("jobs", "jobs"),
                _number("peak_jobs", "jobs", "most jobs in any year"),
                Field("peak_year", "year"),
                _number(
                    "change_since_peak", "share", "jobs in the last year over the peak, less 1"
                ),
                _number("establishments", "establishments"),
                *_range("location_quotient", "ratio"),
                _number("share_of_nation", "share", "of the member industries' jobs"),
                HIDDEN,
                Field("rank", "integer", about="by location quotient among clusters of the level"),
                EXISTENCE,
                LISTED,
                _number("robustness", "share", "of definitions under which it exists"),
                _text("type", "Markusen's type, or: cannot tell"),
                _text("type_evidence"),
                _text("status", "published, estimated or range only"),
                _number("longitude", "degrees"),
                _number("latitude", "degrees"),
            ),
            ("-last_year", "level", "rank"),
            (
                "cluster",
                "name",
                "last_year",
                "jobs_low",
                "jobs",
                "jobs_high",
                "peak_year",
                "change_since_peak",
                "location_quotient_low",
                "location_quotient",
                "location_quotient_high",
                "status",
            ),
        ),
        Result(
            "cluster_years",
            "each cluster in each year",
            (
                CLUSTER,
                YEAR,
                *_range("jobs", "jobs"),
                _number("least", "jobs", "fewest jobs that the published margins allow"),
                _number("most", "jobs", "most jobs that the published margins allow"),
                _number("establishments", "establishments"),
                *_range("location_quotient", "ratio"),
                _number("share_of_nation", "share"),
                HIDDEN,
                Field("rank", "integer"),
                EXISTENCE,
                LISTED,
                Field("found", "flag", about="whether the rule finds it in this very year"),
                _text("status"),
            ),
            ("cluster", "year"),
        ),
        Result(
            "cluster_members",
            "the cells of each cluster in each year",
            (CLUSTER, YEAR, REGION, INDUSTRY, *_range("jobs", "jobs"), _text("status")),
            ("cluster", "year", "region", "industry"),
        ),
        Result(
            "cluster_events",
            "births, deaths, merges and splits of clusters",
            (
                YEAR,
                _text("event"),
                CLUSTER,
                _text("other", "the cluster merged into or split from"),
            ),
            ("year", "event", "cluster"),
        ),
        Result(
            "indicators",
            "indicators of cells, regions, industries and the nation",
            (
                _text("indicator"),
                LEVEL,
                REGION,
                INDUSTRY,
                YEAR,
                _number("low", "", "lower end of the 80 % range"),
                _number("value", "", "in the indicator's unit"),
                _number("high", "", "upper end of the 80 % range"),
                _text("unit"),
                HIDDEN,
                _text("note", "why there is no value, or what the range is"),
            ),
            ("indicator", "level", "region", "industry", "year"),
        ),
        Result(
            "k_density",
            "how near the firms of an industry are to each other, against firms placed at random",
            (
                INDUSTRY,
                YEAR,
                _number("distance", "km"),
                _number("density", "per km", "Duranton-Overman K-density, integrates to 1"),
                _number("local_low", "per km", "5 % of random draws lie below, at this distance"),
                _number("local_high", "per km", "95 % of random draws lie below"),
                _number("global_low", "per km", "95 % of random draws lie wholly above"),
                _number("global_high", "per km", "95 % of random draws lie wholly below"),
                Field("firms", "integer", "firms"),
            ),
            ("industry", "year", "distance"),
        ),
        Result(
            "proximity",
            "how often the same regions are specialized in two industries; the strongest pairs",
            (
                LEVEL,
                YEAR,
                INDUSTRY,
                _text("other", "code of the other industry"),
                _number("proximity", "share", "smaller of the two conditional probabilities"),
            ),
            ("level", "year", "-proximity"),
        ),
        Result(
            "spatial",
            "whether a region and its neighbors are more specialized than chance would have it",
            (
                LEVEL,
                REGION,
                INDUSTRY,
                YEAR,
                _number("location_quotient", "ratio"),
                _number("gi", "standard deviations", "Getis-Ord Gi* of ln(1 + location quotient)"),
                _number("p", "probability", "of a Gi* so far from zero by chance"),
                Field("discovery", "flag", about="false discovery rate 5 % within the industry"),
            ),
            ("level", "industry", "year", "-gi"),
        ),
        Result(
            "value_chain",
            "where industries stand between raw material and final use, and what they set off",
            (
                _text("table", "input-output table"),
                INDUSTRY,
                _number("upstreamness", "steps", "mean number of steps to final use"),
                _number("downstreamness", "steps", "mean number of steps from primary inputs"),
                _number("output_multiplier", "ratio"),
                _number("backward_linkage", "ratio"),
                _number("forward_linkage", "ratio"),
                _text("note", "why a table has no positions"),
            ),
            ("table", "-upstreamness"),
        ),
    )
}


def result_named(name: str, others: Mapping[str, object]) -> Result | None:
    """Return the result of that name, None if it is one of the source tables `others`."""
    if name in RESULTS:
        return RESULTS[name]
    if name in others:
        return None
    raise unknown_name("result or table", name, [*RESULTS, *others])
