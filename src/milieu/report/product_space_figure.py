"""The figure of the product space: the network of industries at home in the same regions."""

from functools import partial
from typing import Any

from milieu.core.language import _
from milieu.report.figure import Figure, described
from milieu.report.figures.plot import percent_text
from milieu.report.figures.product_space import product_space
from milieu.report.figures.springs import laid_out, spanning
from milieu.report.surroundings import NARROW, WIDE, Surroundings, here
from milieu.report.words import count, listed, plain, points, together, whole
from milieu.report.words import year as in_words

NODES = 160  # industries drawn; more are no picture
LINKS_PER_NODE = 2
PAIRS = """
    WITH last AS (SELECT level, year, count(*) AS n FROM proximity
        WHERE year = (SELECT max(year) FROM proximity) GROUP BY ALL ORDER BY n DESC, level LIMIT 1)
    SELECT level, year, least(industry, other) AS one, greatest(industry, other) AS other,
        max(proximity) AS proximity
    FROM proximity SEMI JOIN last USING (level, year)
    WHERE industry <> other AND proximity > 0
    GROUP BY ALL ORDER BY proximity DESC, one, other
"""


def product_space_figure(around: Surroundings) -> Figure | None:
    """Return the network of industries; None where no pair is known."""
    pairs = around.rows(PAIRS)
    if not pairs:
        return None
    level, year = pairs[0]["level"], pairs[0]["year"]
    known = {code for pair in pairs for code in (pair["one"], pair["other"])}
    jobs = around.jobs(level, year)
    codes = sorted(known, key=lambda code: (-jobs.get(code, 0.0), code))[:NODES]
    links = _links(codes, pairs)
    nodes = _nodes(around, codes, links, jobs)
    labels = [node["label"] for node in nodes]
    clusters = [node["label"] for node in nodes if node["cluster"]]
    strongest = max(links, key=lambda link: float(link["proximity"]))
    pair = listed([labels[strongest["one"]], labels[strongest["other"]]])
    where = _("{level} level, {years}", level=plain(level), years=in_words(year))
    left_out = len(known) - len(codes)
    return Figure(
        name="product-space",
        title=_("Which industries are at home in the same regions: {where}", where=where),
        how=together(
            _(
                "A line joins two industries that the same regions are specialized in; the "
                "thicker, the more often (proximity under 50 %, 50 to 70 %, above). Area of a "
                "circle: jobs. Only nearness along lines has a meaning. Drawn: the strongest tie "
                "of every industry to the rest (maximum spanning tree) and the strongest pairs."
            ),
            _("Left out: {n} smaller industries.", n=whole(left_out)) if left_out else "",
        ),
        alt=described(
            _("Network"),
            _("proximity of industries"),
            where,
            _(
                "{industries} with {links}; nearest are {pair} with {share}",
                industries=count(len(nodes), "industry", "industries"),
                links=count(len(links), "link"),
                pair=pair,
                share=percent_text(f"{100 * strongest['proximity']:.0f}"),
            ),
            _("Clusters of the study in {industries}", industries=listed(clusters))
            if clusters
            else _("No cluster of the study is in them"),
        ),
        charts={
            s: partial(product_space, nodes, links, width=w)
            for s, w in (("wide", WIDE), ("narrow", NARROW))
        },
        columns=(
            _("Industry"),
            _("Cluster in it"),
            _("Other industry"),
            _("Cluster in it"),
            _("Proximity"),
        ),
        rows=[
            (
                labels[link["one"]],
                here(nodes[link["one"]]["cluster"]),
                labels[link["other"]],
                here(nodes[link["other"]]["cluster"]),
                points(f"{link['proximity']:.2f}"),
            )
            for link in links
        ],
        source=around.source("employment"),
        command=around.command("proximity", level=level, year=year),
        legend=(
            ("full", _("the study has a cluster in it")),
            ("gray", _("no cluster in it")),
        ),
    )


def _links(codes: list[str], pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the maximum spanning tree and the strongest of the other pairs, strongest first."""
    place = {code: at for at, code in enumerate(codes)}
    links = [
        {"one": place[p["one"]], "other": place[p["other"]], "proximity": p["proximity"]}
        for p in pairs
        if p["one"] in place and p["other"] in place
    ]
    tree = set(spanning(len(codes), [(link["one"], link["other"]) for link in links]))
    room = max(LINKS_PER_NODE * len(codes) - len(tree), 0)
    others = [at for at in range(len(links)) if at not in tree][:room]
    return [links[at] for at in sorted([*tree, *others])]


def _nodes(
    around: Surroundings, codes: list[str], links: list[dict[str, Any]], jobs: Any
) -> list[dict[str, Any]]:
    places = laid_out(len(codes), [(link["one"], link["other"]) for link in links])
    return [
        {
            "x": float(x),
            "y": float(y),
            "label": around.industry(code),
            "jobs": jobs.get(code, 0.0),
            "cluster": code in around.here,
        }
        for code, (x, y) in zip(codes, places, strict=True)
    ]
