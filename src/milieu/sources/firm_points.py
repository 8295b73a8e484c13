"""Single firms or plants with their place, opening and closing: company registers, licences."""

from milieu.sources.declare import Column, Layout, Source, source

_LONGITUDE = "coalesce(nullif(longitude, ''), nullif(lon, ''), lng)"
_LATITUDE = "coalesce(nullif(latitude, ''), lat)"
_EAST = f"TRY_CAST(replace({_LONGITUDE}, ',', '.') AS DOUBLE)"
_NORTH = f"TRY_CAST(replace({_LATITUDE}, ',', '.') AS DOUBLE)"


def _share(condition: str) -> str:
    """Return SQL for the share of all firms of the file for which a condition holds."""
    placed = f"{_EAST} IS NOT NULL AND {_NORTH} IS NOT NULL"
    return f"(avg(CAST({condition} AS INTEGER)) FILTER ({placed}) OVER ())"


def _edge(number: int) -> str:
    return f"TRY_CAST(string_split({{box}}, ',')[{number}] AS DOUBLE)"


def _inside(east: str, north: str) -> str:
    """Return SQL for whether a point lies in the box that the user gives."""
    within = (
        f"{east} BETWEEN {_edge(1)} AND {_edge(3)} AND {north} BETWEEN {_edge(2)} AND {_edge(4)}"
    )
    return f"coalesce({within}, false)"


# A file of which more than half cannot be right is wrong as a whole, and one sentence says so;
# single slips go to quarantine row by row.
_PROJECTED = f"{_share(f'abs({_EAST}) > 180 OR abs({_NORTH}) > 180')} > 0.5"
_SWAPPED = (
    f"({_share(f'abs({_NORTH}) > 90')} > 0.5 AND {_share(f'abs({_EAST}) > 90')} = 0)"
    f" OR ({_share(_inside(_NORTH, _EAST))} > 0.5 AND {_share(_inside(_EAST, _NORTH))} = 0)"
)
_BOX_IS_ONE = f"{_edge(1)} < {_edge(3)} AND {_edge(2)} < {_edge(4)}"
_PLACED = f"""
    CASE
        WHEN {{box}} <> '' AND NOT coalesce({_BOX_IS_ONE}, false) THEN error(concat(
            'box is ', {{box}}, ', but it must be west,south,east,north in degrees.'))
        WHEN {_PROJECTED} THEN error(concat(
            'longitude and latitude are not degrees but ', {_LONGITUDE}, ' and ', {_LATITUDE},
            '. The points are projected: export them in degrees (EPSG:4326).'))
        WHEN {_SWAPPED} THEN error(concat(
            'longitude and latitude are swapped in the whole file: longitude is ', {_LONGITUDE},
            ' and latitude is ', {_LATITUDE},
            '. Say --map longitude=THEIR_LATITUDE --map latitude=THEIR_LONGITUDE.'))
        ELSE {_LONGITUDE}
    END
"""


def _year(column: str) -> str:
    """Return SQL for the year of a date such as 2005-12-07; what is no date stays as it is."""
    return rf"coalesce(nullif(regexp_extract({column}, '^(\d\d\d\d)-\d\d', 1), ''), {column})"


_CLOSED = f"""
    CASE
        WHEN TRY_CAST({_year("closed")} AS DOUBLE) < TRY_CAST({_year("opened")} AS DOUBLE)
            THEN concat(closed, ', before it opened in ', opened)
        ELSE {_year("closed")}
    END
"""

firm_points = source(
    Source(
        name="firm_points",
        title="Firms with their place: registers and licences with coordinates",
        publisher="any",
        licence="as its publisher says",
        layouts=(
            Layout(
                "firms",
                (
                    Column("firm", ("firm", "firm_id", "id"), required=True),
                    Column("longitude", sql=_PLACED),
                    Column("latitude", sql=_LATITUDE),
                    Column("region", ("region",)),
                    Column("industry", ("industry", "naics", "nace")),
                    Column("opened", sql=_year("opened")),
                    Column("closed", sql=_CLOSED),
                    Column("jobs", ("jobs", "employees")),
                    Column("parent", ("parent",)),
                    Column("owner", ("owner",)),
                ),
                optional=("longitude", "lon", "lng", "latitude", "lat", "opened", "closed"),
            ),
        ),
        options={
            "box": "the study's region as west,south,east,north in degrees; finds swapped columns"
        },
        defaults={"box": ""},
        example="milieu add my-study firm_points register.csv --map firm=ID --map industry=NACE",
    )
)
