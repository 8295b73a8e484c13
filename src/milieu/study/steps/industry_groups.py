"""Step: which industries belong together by the regions they share, and how surely."""

from typing import Any

import numpy as np
import pyarrow as pa

from milieu.clusters.declare import METHODS
from milieu.clusters.linkage_groups import linkage_groups
from milieu.store.arrow import schema_of, table_of
from milieu.study.finding import linkages
from milieu.study.matrices import Slice, levels, slices
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step

METHOD = linkage_groups.__name__


def run(work: Work) -> dict[str, pa.Table]:
    """Return the groups of each level in the last year, the same that the method takes."""
    built = levels(work.session)
    schema = schema_of(RESULTS["industry_groups"].fields)
    tables = [schema.empty_table()]
    for number, level in enumerate(built):
        one = slices(work.session, level, built[0], work.frame.regions)[-1]
        columns = _columns(work, one)
        if columns:
            tables.append(table_of(columns, schema))
        work.progress(f"industry groups {level}", (number + 1) / len(built))
    return {"industry_groups": pa.concat_tables(tables)}


def _columns(work: Work, one: Slice) -> dict[str, Any]:
    """Return the columns of a level; none where its industries can not be grouped."""
    alike, sizes = linkages(work, one.cells), _sizes(work)
    grouping = alike.grouping(sizes["least_group"], sizes["most_group"])
    if grouping is None:
        return {}
    n = len(alike.industries)
    return {
        "level": np.full(n, one.level),
        "year": np.full(n, one.cells.year, np.int16),
        "industry": np.array(alike.industries, object),
        "group": np.array(alike.names(grouping), object),
        "members": np.bincount(grouping.group)[grouping.group],
        "way": np.full(n, grouping.way),
        "score": np.full(n, grouping.score),
        "stability": alike.stability(grouping),
    }


def _sizes(work: Work) -> dict[str, float]:
    """Return the method's thresholds, the study's own where it finds clusters by it."""
    said = work.settings.clusters
    own = said.thresholds if said.method == METHOD else {}
    return {**METHODS[METHOD].defaults, **own}


step(
    Step(
        name="industry_groups",
        order=53,
        about="which industries belong together by the regions they share, and how surely",
        needs=("cells",),
        reads=("cells", "_draws", "_totals", "regions", "industries"),
        makes=("industry_groups",),
        run=run,
    )
)
