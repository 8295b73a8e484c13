"""Clusters by location quotient: one industry, one region, specialized and large enough."""

from milieu.clusters.declare import Cells, Found, Matrix, Surroundings, method
from milieu.clusters.labels import each_cell, margin
from milieu.clusters.specialization import known, national_shares, quotients


@method(
    version="1",
    title="Location quotient with floors of size",
    source=(
        "Quotient: between 1.25 (Miller and others 2001, Business Clusters in the UK, DTI) and 3 "
        "(Isaksen 1996); floors against small numbers: Crawley, Beynon and Munday 2013"
    ),
    grid={
        "least_quotient": (1.25, 1.5, 2.0, 3.0),
        "least_jobs": (100.0, 250.0, 500.0),
        "least_national_share": (0.001, 0.005),
        "least_establishments": (1.0, 5.0),
    },
)
def location_quotient_rule(
    jobs: Matrix,
    cells: Cells,
    surroundings: Surroundings,
    *,
    least_quotient: float = 1.5,
    least_jobs: float = 250.0,
    least_national_share: float = 0.005,
    least_establishments: float = 5.0,
) -> Found:
    """Return each cell that reaches all floors as a cluster by itself.

    least_quotient         location quotient, ratio; a region with the share x of all jobs cannot
                           exceed 1 / x, so that a high floor hides the clusters of great cities
    least_jobs             persons; 250 is where the European Union's medium-sized enterprise ends,
                           so that a single SME is no cluster (assumption C1)
    least_national_share   share of the nation's jobs in the industry, 0 to 1 (assumption C1)
    least_establishments   number; not applied where establishments are unknown (assumption C1)
    """
    figures = (quotients(jobs), known(jobs), national_shares(jobs), cells.establishments)
    floors = (least_quotient, least_jobs, least_national_share, least_establishments)
    inside = (figures[1] > 0) & ~(figures[3] < least_establishments)
    for figure, floor in zip(figures[:3], floors[:3], strict=True):
        inside &= figure >= floor
    pairs = [(figure[inside], floor) for figure, floor in zip(figures, floors, strict=True)]
    return Found(each_cell(inside), ("",) * int(inside.sum()), margin(*pairs))
