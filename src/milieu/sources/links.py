"""Ties of firms and regions: who invents, trades or owns with whom, one row a pair and year."""

from milieu.sources.declare import Column, Layout, Source, source

# One who trades with himself tells nothing about openness, and is left out
_OTHERS = '"{one}" IS DISTINCT FROM "{other}"'
# A list of ties without weights is as good as any: what is not said counts as 1
_WEIGHT = "coalesce(nullif(trim(weight), ''), nullif(trim(value), ''), share)"

# What publishers call the two ends, sellers, owners and members first
ENDS = (
    ("from", "to"),
    ("source", "target"),
    ("supplier", "buyer"),
    ("seller", "buyer"),
    ("owner", "owned"),
    ("member", "organisation"),
)


def _layout(one: str, other: str) -> Layout:
    return Layout(
        "links",
        (
            Column("year", ("year",)),
            Column("from", (one,), required=True),
            Column("to", (other,), required=True),
            Column("kind", ("kind", "type"), required=True),
            Column("weight", sql=_WEIGHT),
        ),
        signature=(one, other),
        optional=("weight", "value", "share"),
        where=_OTHERS.format(one=one, other=other),
    )


links = source(
    Source(
        name="links",
        title="Ties of firms and regions: co-invention, supply, ownership, membership",
        publisher="any",
        licence="as its publisher says",
        layouts=tuple(_layout(one, other) for one, other in ENDS),
        example="milieu add my-study links suppliers.csv --set kind=supply",
    )
)
