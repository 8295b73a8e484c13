"""Sparse cited facts about clusters: one number per row with the publication it stands in."""

from milieu.sources.declare import Column, Layout, Source, source

observations = source(
    Source(
        name="observations",
        title="Cited facts about clusters: sales, jobs, firms, foundings",
        publisher="any",
        licence="facts, each with its citation",
        layouts=(
            Layout(
                "observations",
                (
                    Column("cluster", ("cluster",), required=True),
                    Column("period", ("period", "year", "date"), required=True),
                    Column("indicator", ("indicator",), required=True),
                    # a number of which nobody can look up where it comes from is no fact
                    Column("citation", ("citation", "source"), required=True),
                    Column("value", ("value",), required=True),
                    Column("unit", ("unit",), required=True),
                    Column("quality", ("quality",)),
                    Column("note", ("note",)),
                ),
            ),
        ),
        example="milieu add my-study observations cluster_facts.csv",
    )
)
