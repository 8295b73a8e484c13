"""Which industry belongs to which cluster: the U.S. benchmark definitions, or one's own."""

from milieu.sources.declare import Column, Layout, Source, source

BENCHMARK = Layout(
    "cluster_definitions",
    (
        Column("definition", sql="'us_benchmark'"),
        # crop and animal production are written 111000 and 112000, which no industry table has
        Column("industry", sql=r"regexp_replace(naics, '^(\d{3})000$', '\1')"),
        Column("cluster", ("cluster",), required=True),
        Column("subcluster", ("subcluster",)),
        Column("traded_local", sql="lower(traded_local)"),
    ),
    signature=("naics", "traded_local", "cluster", "subcluster", "non_standard_code"),
    where="coalesce(trim(cluster), '') <> ''",  # private households belong to no cluster
)

OWN = Layout(
    "cluster_definitions",
    (
        Column("definition", ("definition", "{definition}"), required=True),
        Column("industry", ("industry", "naics", "nace", "code"), required=True),
        Column("cluster", ("cluster",), required=True),
        Column("subcluster", ("subcluster",)),
        Column("traded_local", ("traded_local",)),
    ),
    without=("non_standard_code",),
)

cluster_definitions = source(
    Source(
        name="cluster_definitions",
        title="Cluster definitions: Delgado, Porter and Stern's U.S. benchmark, or one's own",
        publisher="U.S. Cluster Mapping Project; or any",
        licence="as its publisher says; cite Delgado, Porter and Stern (2016)",
        layouts=(BENCHMARK, OWN),
        options={"definition": "name of your own definition, such as our_strategy_2026"},
        example=(
            "milieu add my-study cluster_definitions ours.csv"
            " --map industry=CODE --map cluster=GROUP --set definition=our_strategy_2026"
        ),
    )
)
