"""Results on structure: links in the region, pairs of industries, groups, points, ties."""

from milieu.core.contracts import Field
from milieu.study.result import INDUSTRY, LEVEL, REGION, YEAR, Result, number, ranged, text


def _over_delta(name: str, unit: str, about: str) -> tuple[Field, Field, Field]:
    """Return the columns of a figure that hangs on how strongly quotients scale coefficients."""
    return (
        number(f"{name}_low", unit, "lowest over Flegg's delta from .1 to .4"),
        number(name, unit, about + ", at delta .3"),
        number(f"{name}_high", unit, "highest over delta"),
    )


STRUCTURE = (
    Result(
        "regional_chain",
        "where a region's industries and clusters stand in the value chain inside the region",
        (
            text("table", "input-output table"),
            LEVEL,
            REGION,
            YEAR,
            text("cluster", "in its main region; empty in rows of industries"),
            text("industry", "of the table; empty in rows of clusters"),
            number("location_quotient", "ratio", "among the table's industries"),
            *_over_delta("upstreamness", "steps", "mean number of steps to what leaves the region"),
            *_over_delta("output_multiplier", "ratio", "output in the region per unit sold"),
            *_over_delta("regional_input_share", "share", "of all inputs, bought in the region"),
            *_over_delta(
                "value_added_share",
                "share",
                "of a unit spent: value added in the row's own industries, in the region",
            ),
            *_over_delta(
                "other_value_added_share",
                "share",
                "of a unit spent: value added in the region's other industries",
            ),
            *_over_delta(
                "outside_share",
                "share",
                "of a unit spent: leaves the region, taxes on products included",
            ),
            *_over_delta(
                "foreign_share",
                "share",
                "of a unit spent: bought abroad by the region's industries",
            ),
            text("note", "how much of the study the table covers, or why there are no figures"),
        ),
        ("table", "level", "-year", "region", "cluster", "-location_quotient"),
        (
            "region",
            "year",
            "cluster",
            "industry",
            "location_quotient",
            "upstreamness",
            "output_multiplier_low",
            "output_multiplier",
            "output_multiplier_high",
            "regional_input_share",
            "outside_share",
        ),
    ),
    Result(
        "coagglomeration",
        "which industries choose the same regions: the strongest pairs, first and last year",
        (
            LEVEL,
            YEAR,
            INDUSTRY,
            text("other", "code of the other industry"),
            *ranged(
                "coagglomeration",
                "index",
                "Ellison and Glaeser's, of the pair; 0 as if they chose independently",
            ),
        ),
        ("level", "-year", "-coagglomeration"),
    ),
    Result(
        "m_function",
        "how much more of an industry lies around its own firms than of all firms",
        (
            INDUSTRY,
            YEAR,
            number("distance", "km", "radius around each firm"),
            number("m", "ratio", "Marcon and Puech's M: 2 where twice as frequent as everywhere"),
            number("local_low", "ratio", "5 % of random labels lie below, at this distance"),
            number("local_high", "ratio", "95 % of random labels lie below"),
            Field("firms", "integer", "firms", about="of the industry, as far as looked at"),
            Field("lonely", "integer", "firms", about="without a neighbor so near, left out"),
            Field(
                "all_firms", "integer", "firms", about="looked at; a sample where there are many"
            ),
        ),
        ("industry", "year", "distance"),
    ),
    Result(
        "openness",
        "whether the ties of regions and clusters leave them, by kind of tie and year",
        (
            LEVEL,
            text("region", "empty in rows of clusters"),
            text("cluster", "empty in rows of regions"),
            YEAR,
            text("kind", "co-invention, supply, ownership, membership, ..."),
            number("internal", "", "weight of ties with both ends inside"),
            number("external", "", "weight of ties with one end inside and one outside"),
            number("unplaced", "", "weight of ties whose other end is nobody knows where"),
            number("openness", "index", "E-I index: -1 all inside, 1 all outside"),
            number("external_share", "share", "of the weight of all ties with known ends"),
            number("expected_share", "share", "its mean when ends are dealt out at random"),
            number("p_open", "probability", "of a share at least as high by chance"),
            number("p_closed", "probability", "of a share at least as low by chance"),
            number("buyer_concentration", "index", "Herfindahl of sales over buyers; supply only"),
            Field("buyers", "integer", "ends", about="who buy from it; supply only"),
            number("core_fit", "correlation", "of the ties inside with a core and a periphery"),
            number("core_expected", "correlation", "its mean with the same numbers of ties"),
            number("core_p", "probability", "that such a network fits at least as well"),
        ),
        ("level", "kind", "-year", "-openness"),
        (
            "level",
            "region",
            "cluster",
            "year",
            "kind",
            "internal",
            "external",
            "openness",
            "external_share",
            "expected_share",
            "p_open",
            "p_closed",
        ),
    ),
    Result(
        "industry_groups",
        "industries grouped by the regions they share, as the method linkage_groups takes them",
        (
            LEVEL,
            YEAR,
            INDUSTRY,
            text("group", "code of its industry with most jobs"),
            Field("members", "integer", "industries", about="of the group"),
            text("way", "of grouping: average, ward or leiden, whichever scored best"),
            number("score", "share", "of comparisons in which own groups are nearer than others"),
            number("stability", "share", "with others of its group, mean over redrawn regions"),
        ),
        ("level", "group", "-stability"),
    ),
)
