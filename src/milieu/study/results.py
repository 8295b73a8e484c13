"""What a build makes: every result with its columns, units and meaning."""

from collections.abc import Mapping

from milieu.core.contracts import Field
from milieu.core.errors import unknown_name
from milieu.study.foresight_results import FORESIGHT
from milieu.study.result import (
    CLUSTER,
    EXISTENCE,
    HIDDEN,
    INDUSTRY,
    LEVEL,
    LISTED,
    REGION,
    YEAR,
    Result,
    number,
    ranged,
    text,
)
from milieu.study.structure_results import STRUCTURE

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
                number("establishments", "establishments"),
                *ranged("jobs", "jobs", "empty where only a range may be shown"),
                number("least", "jobs", "fewest jobs that the published margins allow"),
                number("most", "jobs", "most jobs that the published margins allow"),
                text("status", "published, estimated, or range only (one or two establishments)"),
                text("file", "the file that a published figure comes from"),
            ),
            ("level", "region", "industry", "year"),
        ),
        Result(
            "clusters",
            "clusters found, with their figures in the last year in which each was seen",
            (
                CLUSTER,
                text("name"),
                LEVEL,
                text("method"),
                text("regions", "codes of the member regions"),
                text("industries", "codes of the member industries"),
                Field("first_year", "year"),
                Field("last_year", "year"),
                *ranged("jobs", "jobs"),
                number("peak_jobs", "jobs", "most jobs in any year"),
                Field("peak_year", "year"),
                number("change_since_peak", "share", "jobs in the last year over the peak, less 1"),
                number("establishments", "establishments"),
                *ranged("location_quotient", "ratio"),
                number("share_of_nation", "share", "of the member industries' jobs"),
                HIDDEN,
                Field("rank", "integer", about="by location quotient among clusters of the level"),
                EXISTENCE,
                LISTED,
                number("robustness", "share", "of definitions under which it exists"),
                text("type", "Markusen's type, or: cannot tell"),
                text("type_evidence"),
                text("status", "published, estimated or range only"),
                number("longitude", "degrees"),
                number("latitude", "degrees"),
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
                *ranged("jobs", "jobs"),
                number("least", "jobs", "fewest jobs that the published margins allow"),
                number("most", "jobs", "most jobs that the published margins allow"),
                number("establishments", "establishments"),
                *ranged("location_quotient", "ratio"),
                number("share_of_nation", "share"),
                HIDDEN,
                Field("rank", "integer"),
                EXISTENCE,
                LISTED,
                Field("found", "flag", about="whether the rule finds it in this very year"),
                text("status"),
            ),
            ("cluster", "year"),
        ),
        Result(
            "cluster_members",
            "the cells of each cluster in each year",
            (CLUSTER, YEAR, REGION, INDUSTRY, *ranged("jobs", "jobs"), text("status")),
            ("cluster", "year", "region", "industry"),
        ),
        Result(
            "cluster_events",
            "births, deaths, merges and splits of clusters",
            (
                YEAR,
                text("event"),
                CLUSTER,
                text("other", "the cluster merged into or split from"),
            ),
            ("year", "event", "cluster"),
        ),
        Result(
            "indicators",
            "indicators of cells, regions, industries and the nation",
            (
                text("indicator"),
                LEVEL,
                REGION,
                INDUSTRY,
                YEAR,
                number("low", "", "lower end of the 80 % range"),
                number("value", "", "in the indicator's unit"),
                number("high", "", "upper end of the 80 % range"),
                text("unit"),
                HIDDEN,
                text("note", "why there is no value, or what the range is"),
            ),
            ("indicator", "level", "region", "industry", "year"),
        ),
        Result(
            "k_density",
            "how near the firms of an industry are to each other, against firms placed at random",
            (
                INDUSTRY,
                YEAR,
                number("distance", "km"),
                number("density", "per km", "Duranton-Overman K-density, integrates to 1"),
                number("local_low", "per km", "5 % of random draws lie below, at this distance"),
                number("local_high", "per km", "95 % of random draws lie below"),
                number("global_low", "per km", "95 % of random draws lie wholly above"),
                number("global_high", "per km", "95 % of random draws lie wholly below"),
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
                text("other", "code of the other industry"),
                number("proximity", "share", "smaller of the two conditional probabilities"),
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
                number("location_quotient", "ratio"),
                number("gi", "standard deviations", "Getis-Ord Gi* of ln(1 + location quotient)"),
                number("p", "probability", "of a Gi* so far from zero by chance"),
                Field("discovery", "flag", about="false discovery rate 5 % within the industry"),
            ),
            ("level", "industry", "year", "-gi"),
        ),
        Result(
            "value_chain",
            "where industries stand between raw material and final use, and what they set off",
            (
                text("table", "input-output table"),
                INDUSTRY,
                number("upstreamness", "steps", "mean number of steps to final use"),
                number("downstreamness", "steps", "mean number of steps from primary inputs"),
                number("output_multiplier", "ratio"),
                number("backward_linkage", "ratio"),
                number("forward_linkage", "ratio"),
                text("note", "why a table has no positions"),
            ),
            ("table", "-upstreamness"),
        ),
        *FORESIGHT,
        *STRUCTURE,
    )
}


def result_named(name: str, others: Mapping[str, object]) -> Result | None:
    """Return the result of that name, None if it is one of the source tables `others`."""
    if name in RESULTS:
        return RESULTS[name]
    if name in others:
        return None
    raise unknown_name("result or table", name, [*RESULTS, *others])
