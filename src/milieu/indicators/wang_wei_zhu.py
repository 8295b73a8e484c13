"""Exports to each country in sixteen parts, after Wang, Wei and Zhu."""

from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Matrix
from milieu.indicators.input_output import InputOutput
from milieu.indicators.value_added_in_exports import (
    closed_world,
    country_of,
    domestic_inverse,
    gross_exports,
)


class WangWeiZhu(NamedTuple):
    """Exports of each country-industry to each country, arrays of one shape, in money.

    The sixteen add up to exports. s exports, r imports, t is a third country.
    """

    domestic_in_final: Matrix  # T1, in final goods
    domestic_in_inputs: Matrix  # T2, in inputs of which r makes what it uses in the end
    reexported_in_inputs: Matrix  # T3, in inputs for inputs of which t makes what it uses
    reexported_in_final: Matrix  # T4, in inputs for final goods that r sells to t
    reexported_twice: Matrix  # T5, in inputs for inputs for final goods that t sells on
    returned_in_final: Matrix  # T6, in inputs for final goods that r sells back
    returned_in_final_of_others: Matrix  # T7, the same, but t sells them to s
    returned_in_inputs: Matrix  # T8, in inputs for inputs of which s makes what it uses
    double_counted_in_final: Matrix  # T9, the same for final goods that s exports again
    double_counted_in_inputs: Matrix  # T10, in inputs that had been abroad before
    importer_in_final: Matrix  # T11, value added of r in final goods
    importer_in_inputs: Matrix  # T12, in inputs of which r makes what it uses in the end
    importer_double_counted: Matrix  # T13, in inputs for what r exports
    others_in_final: Matrix  # T14, value added of all t in final goods
    others_in_inputs: Matrix  # T15
    others_double_counted: Matrix  # T16


class ExportGroups(NamedTuple):
    """The sixteen parts in four groups, arrays of one shape, in money; they add up to exports."""

    domestic_value_added: Matrix  # T1 to T5, in the end absorbed abroad
    returned_value_added: Matrix  # T6 to T8, in the end absorbed at home
    foreign_value_added: Matrix  # T11, T12, T14, T15
    double_counted: Matrix  # T9, T10, T13, T16


def wang_wei_zhu(table: InputOutput) -> WangWeiZhu:
    """Return the exports of each country-industry to each country in sixteen parts.

    With B the Leontief inverse, L_ss = (I - A_ss)^-1, t other than s and r, u other than s and t,
    e_r all exports of r and x_r its output, * by element:

    T1    v_s B_ss * Y_sr
    T2    v_s L_ss * A_sr B_rr Y_rr           T3    v_s L_ss * A_sr sum_t B_rt Y_tt
    T4    v_s L_ss * A_sr B_rr sum_t Y_rt     T5    v_s L_ss * A_sr sum_t B_rt sum_u Y_tu
    T6    v_s L_ss * A_sr B_rr Y_rs           T7    v_s L_ss * A_sr sum_t B_rt Y_ts
    T8    v_s L_ss * A_sr B_rs Y_ss           T9    v_s L_ss * A_sr B_rs sum_{u != s} Y_su
    T10   v_s (B_ss - L_ss) * A_sr x_r
    T11   v_r B_rs * Y_sr                     T14   sum_t v_t B_ts * Y_sr
    T12   v_r B_rs * A_sr L_rr Y_rr           T15   sum_t v_t B_ts * A_sr L_rr Y_rr
    T13   v_r B_rs * A_sr L_rr e_r            T16   sum_t v_t B_ts * A_sr L_rr e_r

    Source: Wang, Wei and Zhu (2013), NBER Working Paper 19677, gross exports by sector. Added up
    over importers and industries the parts are those of `koopman_wang_wei`, and T1 to T8 the
    domestic value added of `export_decomposition`. Their split of the foreign part into value
    added and double counting is not Borin and Mancini's (2019), who show that it is not exact.

    table    a world table with countries, in which nothing is bought outside
    return   arrays of shape (n, countries), exporter's industry by importer; 0 to the own country;
             negative only where value added or final use are (subsidies, shrinking stocks)
    raises   UserError if the table has no countries, buys outside, or no inverse exists
    """
    country, uses, home = closed_world(table), _uses(table), domestic_inverse(table)
    countries = table.final.shape[1]
    of = _membership(table)
    parts = np.zeros((len(WangWeiZhu._fields), len(country), countries))
    for s in range(countries):
        own = country == s
        content = of @ (table.value_added_coefficients[:, None] * table.leontief[:, own])
        first = (table.value_added_coefficients[own] @ home[np.ix_(own, own)])[:, None]
        domestic, importer = content[s][:, None], content.T
        others = content.sum(axis=0)[:, None] - domestic - importer
        sold, inputs = table.final[own], _inputs_by_use(table, uses, s)
        foreign = [part * goods for part in (importer, others) for goods in (sold, *inputs[9:])]
        repeated = (domestic - first) * inputs[8]
        parts[:, own] = np.stack([domestic * sold, *(first * inputs[:8]), repeated, *foreign])
        parts[:, own, s] = 0.0
    return WangWeiZhu(*parts)


def export_groups(parts: WangWeiZhu) -> ExportGroups:
    """Return value added absorbed abroad, returned, of foreign origin, and what counts twice."""
    all_parts = np.stack(parts)
    groups = (slice(0, 5), slice(5, 8), [10, 11, 13, 14], [8, 9, 12, 15])
    return ExportGroups(*(all_parts[group].sum(axis=0) for group in groups))


def of_countries(parts: WangWeiZhu, table: InputOutput) -> WangWeiZhu:
    """Return the parts added up over the exporter's industries, shape (countries, countries)."""
    return WangWeiZhu(*(_membership(table) @ part for part in parts))


class _Uses(NamedTuple):
    """The output of each country-industry by what it ends in, first axis n."""

    each: Matrix  # B_rt Y_tu, what t sells to final users of u, (n, t, u)
    kept: Matrix  # u = t, (n, t)
    whole: Matrix  # all u, (n, t)
    alone: Matrix  # L_rr Y_rr and L_rr e_r, made without inputs from abroad, (2, n)


def _membership(table: InputOutput) -> Matrix:
    """Return 1 where a country-industry belongs to a country, shape (countries, n)."""
    return np.asarray(np.arange(table.final.shape[1])[:, None] == country_of(table), np.float64)


def _uses(table: InputOutput) -> _Uses:
    country, home = country_of(table), domestic_inverse(table)
    blocks = [
        table.leontief[:, country == t] @ table.final[country == t]
        for t in range(table.final.shape[1])
    ]
    each = np.stack(blocks, axis=1)
    kept_at_home = table.final[np.arange(len(country)), country]
    alone = np.stack((home @ kept_at_home, home @ gross_exports(table)))
    return _Uses(each, np.diagonal(each, axis1=1, axis2=2), each.sum(axis=2), alone)


def _inputs_by_use(table: InputOutput, uses: _Uses, s: int) -> Matrix:
    """Return the inputs that s sells to each country, by the use that its output goes to.

    The uses are those of T2 to T9, all, what the importer makes alone for itself, and what it
    makes alone for export; shape (11, industries of s, importers).
    """
    by_use = _output_by_use(table, uses, s)
    sold = table.coefficients[country_of(table) == s]
    of = _membership(table)
    return np.stack([(sold * use) @ of.T for use in by_use])


def _output_by_use(table: InputOutput, uses: _Uses, s: int) -> Matrix:
    """Return the output of each country-industry by use, seen from the exporter s, (11, n)."""
    country, row = country_of(table), np.arange(len(table.output))
    kept, whole, back = uses.kept, uses.whole, uses.each[:, :, s]
    third = np.ones(kept.shape, np.bool_)  # t other than s and the row's own country
    third[row, country] = third[:, s] = False
    own, own_back, own_whole = (part[row, country] for part in (kept, back, whole))
    return np.stack(
        (
            own,
            (kept * third).sum(axis=1),
            own_whole - own - own_back,
            ((whole - kept - back) * third).sum(axis=1),
            own_back,
            (back * third).sum(axis=1),
            kept[:, s],
            whole[:, s] - kept[:, s],
            table.output,
            *uses.alone,
        )
    )
