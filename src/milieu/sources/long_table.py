"""Any table with one row per key: the columns are named as here or mapped with `--map`."""

from milieu.core.contracts import CONTRACTS, Contract
from milieu.sources.declare import Column, Layout, Source, source


def _as_named_here(contract: Contract) -> Layout:
    key = {field.name for field in contract.key}
    columns = tuple(
        Column(field.name, (field.name,), required=field.name in key) for field in contract.fields
    )
    return Layout(contract.name, columns)


long_table = source(
    Source(
        name="long_table",
        title="Any long table: one row per region, industry and year (or another table's key)",
        publisher="any",
        licence="as its publisher says",
        layouts=tuple(_as_named_here(contract) for contract in CONTRACTS.values()),
        default_table="employment",
        example="milieu add my-study long_table panel.csv --map region=area --map jobs=emp",
    )
)
