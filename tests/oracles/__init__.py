"""Published numbers that the indicators must give, as a list and as a page.

python -m tests.oracles docs    writes docs/oracles.md

A row holds to half of the last printed digit unless its note says why not. To add one, add it to
the function of its theme, in the file of its family. A theme whose indicator is not there gives no
rows.
"""

from collections.abc import Callable, Iterator
from importlib.util import find_spec

from tests.oracles import exports, inequality, input_output, quotients, space
from tests.oracles.oracle import AbsentError, Oracle, shared

__all__ = ["ORACLES", "AbsentError", "Oracle", "shared"]

THEMES: tuple[tuple[str, Callable[[], Iterator[Oracle]]], ...] = (
    ("milieu.indicators.location_quotient", quotients.location_quotients),
    ("milieu.indicators.theil", inequality.inequality),
    ("milieu.indicators.maurel_sedillot", inequality.plants),
    ("milieu.indicators.shift_share", inequality.shift_shares),
    ("milieu.indicators.linkages", input_output.linkages_of_germany),
    ("milieu.indicators.employment_multiplier", input_output.multipliers),
    ("milieu.indicators.value_added_in_exports", exports.exports),
    ("milieu.indicators.wang_wei_zhu", exports.exports_by_importer),
    ("milieu.indicators.economic_complexity", quotients.complexity),
    ("milieu.indicators.getis_ord", space.getis_ords),
    ("milieu.indicators.moran", space.morans),
    ("milieu.indicators.k_density", space.k_densities),
)
ORACLES = [oracle for module, rows in THEMES if find_spec(module) for oracle in rows()]
