"""Published terms of value added in exports."""

from collections.abc import Iterator
from functools import partial

from tests.oracles.oracle import Oracle, row
from tests.oracles.tables import table_of

OF_GERMANY = {  # Borin and Mancini's terms of the leather table, exporter Germany
    "exports": "147.6",
    "domestic_content": "111.29058",
    "domestic_value_added": "106.84240",
    "value_added_absorbed_abroad": "96.71914",
    "directly_absorbed": "89.31689",
    "reflection": "10.123261",
    "domestic_double_counted": "4.4481800",
    "foreign_content": "36.30942",
    "foreign_value_added": "35.06489",
    "foreign_double_counted": "1.2445289",
    "chain_trade": "58.28311",
    "chain_backward": "40.75760",
    "chain_forward": "17.52551",
}


def exports() -> Iterator[Oracle]:
    from milieu.indicators import value_added_in_exports as chains

    def leontief(k: int) -> float:
        return float(chains.value_added_in_exports(table_of("leather"))[k, k])

    def part(name: str) -> float:
        table = table_of("leather")
        return float(getattr(chains.by_country(chains.export_decomposition(table), table), name)[2])

    for k, what, printed, note in (
        (0, "Argentina's agriculture", "28.52278143", ""),
        (8, "Germany's transport equipment", "34.74381924", "its tests cut it to 34.74381"),
    ):
        yield row(
            "value_added_in_exports",
            f"{what} in its own exports, leather table",
            printed,
            partial(leontief, k),
            "vignette of the package decompr",
            note,
            shared=True,
        )
    for name, printed in OF_GERMANY.items():
        yield row(
            "export_decomposition",
            f"{name.replace('_', ' ')}, Germany, leather table",
            printed,
            partial(part, name),
            "vignette of the package icio, after Borin and Mancini (2019)",
            "exporting country, source-based; other perspectives count twice in other places",
            shared=True,
        )


# Wang, Wei and Zhu's parts of what Turkey's agriculture sells to Germany, leather table
TO_GERMANY = {
    "domestic_in_final": "11.8896593",
    "domestic_in_inputs": "9.1875645",
    "reexported_in_inputs": "0.44406842",
    "reexported_in_final": "2.46325705",
    "reexported_twice": "0.104348906",
    "returned_in_final": "3.73948515",
    "returned_in_final_of_others": "0.057224342",
    "returned_in_inputs": "0.693923875",
    "double_counted_in_final": "0.452925213",
    "importer_in_final": "1.59023530",
    "importer_in_inputs": "1.21614811",
    "others_in_final": "0.72010537",
    "others_in_inputs": "0.55070767",
}


def exports_by_importer() -> Iterator[Oracle]:
    from milieu.indicators.wang_wei_zhu import wang_wei_zhu

    def part(name: str) -> float:
        return float(getattr(wang_wei_zhu(table_of("leather")), name)[3, 2])

    for name, printed in TO_GERMANY.items():
        returned = name.startswith("returned")
        yield row(
            "wang_wei_zhu",
            f"{name.replace('_', ' ')}, Turkey's agriculture to Germany, leather table",
            printed,
            partial(part, name),
            "Quast (2015), leather data of the package decompr",
            "its manual interchanges the names of the three returned parts" if returned else "",
            shared=True,
        )
