"""Value added in exports: who earns from what a country sells abroad."""

from typing import NamedTuple

import numpy as np
from scipy import linalg

from milieu.core.arrays import Codes, Mask, Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.input_output import InputOutput, inverse_of


class ExportDecomposition(NamedTuple):
    """Gross exports split as by Borin and Mancini, arrays of one shape, in money.

    Identities: DC + FC = E;  DVA + DDC = DC;  FVA + FDC = FC;  VAX + REF = DVA;
    GVC = E - DAVAX = GVCB + GVCF;  GVCB = FC + DDC;  GVCF = DVA - DAVAX.
    """

    exports: Vector  # E, gross
    domestic_content: Vector  # DC
    domestic_value_added: Vector  # DVA, counted the first time it leaves the country
    value_added_absorbed_abroad: Vector  # VAX
    reflection: Vector  # REF, comes home in the end
    domestic_double_counted: Vector  # DDC, has left the country before
    foreign_content: Vector  # FC
    foreign_value_added: Vector  # FVA
    foreign_double_counted: Vector  # FDC
    directly_absorbed: Vector  # DAVAX, crosses one border only
    chain_trade: Vector  # GVC, crosses more than one border
    chain_backward: Vector  # GVCB
    chain_forward: Vector  # GVCF


class KoopmanWangWei(NamedTuple):
    """Gross exports of each country in nine parts, arrays of shape (countries,), in money.

    The nine add up to exports. Borin and Mancini (2019) show that the foreign part is split
    wrongly between value added and double counting: use it to compare with older work only.
    """

    domestic_in_final: Vector
    domestic_in_intermediate: Vector
    domestic_reexported: Vector
    returned_in_final: Vector
    returned_in_intermediate: Vector
    domestic_double_counted: Vector
    foreign_in_final: Vector
    foreign_in_intermediate: Vector
    foreign_double_counted: Vector


def gross_exports(table: InputOutput) -> Vector:
    """Return what each country-industry sells to other countries, for use as input or in the end.

    e[i] = sum of intermediate[i, j] + final[i, r] over industries j and users r of other countries

    table    a world table with countries
    return   shape (n,)
    raises   UserError if the table has no countries
    """
    abroad = country_of(table)[:, None] != country_of(table)[None, :]
    foreign_users = country_of(table)[:, None] != np.arange(table.final.shape[1])[None, :]
    inputs = np.where(abroad, table.intermediate, 0.0).sum(axis=1)
    return np.asarray(inputs + np.where(foreign_users, table.final, 0.0).sum(axis=1))


def value_added_in_exports(table: InputOutput) -> Matrix:
    """Return the value added of each country-industry in the gross exports of each.

    V[i, j] = v[i] L[i, j] e[j]

    Source: Hummels, Ishii and Yi (2001), Journal of International Economics 54(1).

    table    a world table with countries
    return   shape (n, n): origin in rows, exporter in columns; a column adds up to the exports of
             its country-industry if nothing is bought outside the table; zeros without output
    raises   UserError if the table has no countries or no inverse exists

    Goods that cross a border twice are counted twice: see `export_decomposition`.
    """
    v = table.value_added_coefficients
    return np.asarray(v[:, None] * table.leontief * gross_exports(table)[None, :])


def export_decomposition(table: InputOutput) -> ExportDecomposition:
    """Return the parts of the exports of each country-industry, seen from the exporting country.

    For exporter s, with B the Leontief inverse of the table, L_ss = (I - A_ss)^-1 and B^ the
    inverse of the table from which the inputs that s sells to other countries are struck out:

    DC = v_s B_ss e;  DVA = v_s L_ss e;  DDC = DC - DVA
    FC = sum_t v_t B_ts e;  FVA = sum_t v_t B^_ts e;  FDC = FC - FVA
    REF = v_s L_ss sum_r A_sr sum_t B_rt Y_ts;  VAX = DVA - REF
    DAVAX = v_s L_ss sum_r (Y_sr + A_sr L_rr Y_rr)
    GVC = E - DAVAX;  GVCB = FC + DDC;  GVCF = DVA - DAVAX        (r, t other countries than s;
                                                     in the inner sum of REF t is any country)

    Source: Borin and Mancini (2019), World Bank Policy Research Working Paper 8804;
    exporting-country perspective, source-based.

    table    a world table with countries, in which nothing is bought outside
    return   arrays of shape (n,), by exporting country-industry; `by_country` adds them up
    raises   UserError if the table has no countries, buys outside, or no inverse exists
    """
    country = closed_world(table)
    e, home_demand = gross_exports(table), domestic_inverse(table) @ _sold_at_home(table)
    columns = np.zeros((7, len(country)))
    for s in range(table.final.shape[1]):
        own = country == s
        columns[:, own] = _of_exporter(table, s, own, e[own], home_demand)
    exports, dc, dva, ref, fc, fva, davax = columns
    return ExportDecomposition(
        exports=exports,
        domestic_content=dc,
        domestic_value_added=dva,
        value_added_absorbed_abroad=dva - ref,
        reflection=ref,
        domestic_double_counted=dc - dva,
        foreign_content=fc,
        foreign_value_added=fva,
        foreign_double_counted=fc - fva,
        directly_absorbed=davax,
        chain_trade=exports - davax,
        chain_backward=fc + dc - dva,
        chain_forward=dva - davax,
    )


def by_country(parts: ExportDecomposition, table: InputOutput) -> ExportDecomposition:
    """Return the parts added up over the industries of each country, shape (countries,)."""
    country, countries = country_of(table), table.final.shape[1]
    sums = (np.asarray(np.bincount(country, part, countries), np.float64) for part in parts)
    return ExportDecomposition(*sums)


def koopman_wang_wei(table: InputOutput) -> KoopmanWangWei:
    """Return the exports of each country in nine parts.

    With B the Leontief inverse, L_ss = (I - A_ss)^-1, r and t other countries than s and than
    each other:

    domestic    v_s B_ss Y_sr,  v_s B_sr Y_rr,  v_s B_sr Y_rt
    returned    v_s B_sr Y_rs,  v_s B_sr A_rs L_ss Y_ss;  double counted v_s B_sr A_rs L_ss e_s
    foreign     v_t B_ts Y_sr,  v_t B_ts A_sr L_rr Y_rr;  double counted v_t B_ts A_sr L_rr e_r
                (in this row t is any country other than s)

    Source: Koopman, Wang and Wei (2014), American Economic Review 104(2), equation 36.

    table    a world table with countries, in which nothing is bought outside
    return   arrays of shape (countries,)
    raises   UserError if the table has no countries, buys outside, or no inverse exists
    """
    country = closed_world(table)
    a, b, y = table.coefficients, table.leontief, table.final
    v, e = table.value_added_coefficients, gross_exports(table)
    home = domestic_inverse(table)
    users, own_final = np.arange(y.shape[1]), _sold_at_home(table)
    rows = []
    for s in users:
        own, abroad = country == s, users != s
        from_own, from_others = np.where(own, v, 0.0) @ b, np.where(own, 0.0, v) @ b
        sold, others = y[np.ix_(own, abroad)].sum(axis=1), np.where(own, 0.0, from_own)
        third = y[:, abroad].sum(axis=1) - own_final  # of another country's sales, to a third one
        back = others @ np.where(own, a, 0.0) @ home  # bought as input by s
        sent = from_others[own] @ np.where(own, 0.0, a[own]) @ home
        rows.append(
            (
                from_own[own] @ sold,
                others @ own_final,
                others @ np.where(own, 0.0, third),
                others @ y[:, s],
                back @ np.where(own, own_final, 0.0),
                back @ np.where(own, e, 0.0),
                from_others[own] @ sold,
                sent @ own_final,
                sent @ e,
            )
        )
    return KoopmanWangWei(*np.array(rows, np.float64).T)


def _of_exporter(table: InputOutput, s: int, own: Mask, e: Vector, home_demand: Vector) -> Matrix:
    """Return E, DC, DVA, REF, FC, FVA and DAVAX of the industries of one country.

    With F the inputs that s sells to others and M = F B_.s, striking F out of the table gives
    L_ss = B_ss (I + M)^-1 and B^_ts = B_ts (I + M)^-1: no inverse of the whole table is needed.
    """
    y, v, b = table.final, table.value_added_coefficients, table.leontief
    sold_inputs = np.where(own, 0.0, table.coefficients[own])
    again = np.eye(int(own.sum())) + sold_inputs @ b[:, own]
    domestic = v[own] @ b[np.ix_(own, own)]
    foreign = v[~own] @ b[np.ix_(~own, own)]
    first, foreign_first = linalg.solve(again.T, np.stack([domestic, foreign], axis=1)).T
    others = np.arange(y.shape[1]) != s
    direct = y[np.ix_(own, others)].sum(axis=1) + sold_inputs @ home_demand
    back = sold_inputs @ (b @ y[:, s])
    return np.array(
        (e, domestic * e, first * e, first * back, foreign * e, foreign_first * e, first * direct)
    )


def _sold_at_home(table: InputOutput) -> Vector:
    """Return Y_rr, what each country-industry sells to final users of its own country."""
    return np.asarray(table.final[np.arange(len(table.final)), country_of(table)])


def domestic_inverse(table: InputOutput) -> Matrix:
    """Return L_rr of every country on the diagonal blocks, zeros elsewhere."""
    inverse = np.zeros_like(table.coefficients)
    for r in range(table.final.shape[1]):
        block = np.ix_(country_of(table) == r, country_of(table) == r)
        inverse[block] = inverse_of(table.coefficients[block], f"the inputs of country {r}")
    return inverse


def country_of(table: InputOutput) -> Codes:
    """Return the country of each row, else raise a UserError."""
    if table.country is None:
        raise UserError(
            "has no countries, so what is exported is not known",
            where="input-output table",
            next="Give the country of each row and one column of final use per country.",
        )
    return table.country


def closed_world(table: InputOutput) -> Codes:
    """Return the country of each row of a table that buys nothing outside, else a UserError."""
    country = country_of(table)
    assert table.outside is not None
    if (np.abs(table.outside) > table.tolerance * table.output).any():
        i = int(np.argmax(np.abs(table.outside) - table.tolerance * table.output))
        raise UserError(
            f"industry {i} buys {table.outside[i]:g} outside the table, so exports are not all "
            "value added of its countries",
            where="input-output table",
            next="Add the rest of the world as a country, and taxes on products to value added.",
        )
    return country
