"""Sixteen parts of exports by importer.

Thirteen of them are printed for the leather table; the other three, all counted twice, are held by
the nine parts of Koopman, Wang and Wei printed for the same table and by the sum.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.input_output import InputOutput
from milieu.indicators.value_added_in_exports import (
    by_country,
    export_decomposition,
    gross_exports,
    koopman_wang_wei,
    value_added_in_exports,
)
from milieu.indicators.wang_wei_zhu import (
    WangWeiZhu,
    export_groups,
    of_countries,
    wang_wei_zhu,
)

from .input_output_tables import leather, scaled, split, tables, with_idle_industry
from .test_value_added_in_exports import KOOPMAN_WANG_WEI, holds

# Quast (2015), post on the leather data of the package decompr: exporter's industry and importer,
# parts in the order printed. What is headed RDV_INT, RDV_FIN, RDV_FIN2 are T8, T6 and T7
ORDER = (0, 1, 2, 3, 4, 7, 5, 6, 13, 10, 14, 11, 8)
PRINTED = {
    (0, 1): "5.4744354 2.6813686 1.13634407 1.40930027 0.504931544 0.168614730 0.70568372 "
    "0.347019751 0.41126356 0.21430105 0.19588405 0.10207118 0.064864146",
    (1, 2): "3.9470004 6.4499428 0.53948810 2.81987967 0.236761536 0.317887034 1.98497120 "
    "0.107403534 0.50340436 0.64959526 0.81211670 1.04795907 0.106880311",
    (3, 2): "11.8896593 9.1875645 0.44406842 2.46325705 0.104348906 0.693923875 3.73948515 "
    "0.057224342 0.72010537 1.59023530 0.55070767 1.21614811 0.452925213",
    (4, 0): "7.2273648 1.0471326 0.46078259 0.29530382 0.140987907 0.151185856 0.13152490 "
    "0.200948224 0.91653494 0.75610026 0.13297218 0.10969609 0.101320108",
    (8, 1): "23.7239990 3.2689405 0.14831124 0.60720101 0.018387426 0.907106729 1.37381855 "
    "0.035453172 4.09529671 7.38070428 0.58558374 1.05536198 0.673700534",
}
# the parts that make up each of the nine, numbered from 0
NINE = ((0,), (1, 2), (3, 4), (5, 6), (7,), (8, 9), (10, 13), (11, 14), (12, 15))
SOME = settings(deadline=None, max_examples=15)


def bilateral_exports(table):
    """Inputs and final goods sold to each country."""
    of = np.arange(table.final.shape[1])[:, None] == table.country
    sold = table.intermediate @ of.T + table.final
    return np.where(of.T, 0, sold)


def nine_parts(parts):
    totals = np.sum(parts, axis=2)
    return np.array([totals[list(group)].sum(axis=0) for group in NINE])


def near(table):
    return {"rtol": 1e-9, "atol": 1e-9 * table.output.max()}


@pytest.mark.parametrize("flow", PRINTED)
def test_matches_the_thirteen_parts_printed(shared_data, flow):
    parts = np.array(wang_wei_zhu(leather(shared_data)))[:, *flow]
    holds(parts[list(ORDER)], PRINTED[flow].split())


@pytest.mark.parametrize("country", [0, 1, 2])
def test_sums_over_importers_match_the_nine_parts_printed(shared_data, country):
    table = leather(shared_data)
    parts = of_countries(wang_wei_zhu(table), table)
    holds(nine_parts(parts)[:, country], KOOPMAN_WANG_WEI[country].split())


def test_origins_of_leather_match_the_value_added_in_exports_of_decompr(shared_data):
    """T1 to T10 are domestic content, T11 to T16 foreign: 28.52278 is Argentina's in row 0."""
    table = leather(shared_data)
    parts = np.sum(wang_wei_zhu(table), axis=2)
    origin = value_added_in_exports(table)
    assert_allclose(parts[:10, 0].sum(), origin[:3, 0].sum())
    assert_allclose(parts[10:, 0].sum(), origin[3:, 0].sum())


@SOME
@given(tables(countries=3))
def test_sixteen_parts_add_up_to_the_exports_to_each_country_and_none_is_negative(table):
    parts = wang_wei_zhu(table)
    assert_allclose(np.sum(parts, axis=0), bilateral_exports(table), **near(table))
    for part in parts:
        assert (part >= -near(table)["atol"]).all()
        assert (part[np.arange(len(part)), table.country] == 0).all()


@SOME
@given(tables(countries=3))
def test_added_up_over_importers_they_are_the_nine_parts(table):
    parts = of_countries(wang_wei_zhu(table), table)
    assert_allclose(nine_parts(parts), koopman_wang_wei(table), **near(table))


@SOME
@given(tables(countries=3))
def test_groups_agree_with_borin_and_mancini_where_theory_says_so(table):
    """In the domestic part, by country; of the foreign part only the sum is the same."""
    parts = of_countries(wang_wei_zhu(table), table)
    groups = [group.sum(axis=1) for group in export_groups(parts)]
    d = by_country(export_decomposition(table), table)
    assert_allclose(groups[0], d.value_added_absorbed_abroad, **near(table))
    assert_allclose(groups[1], d.reflection, **near(table))
    double = np.sum([parts[8], parts[9]], axis=0).sum(axis=1)
    assert_allclose(double, d.domestic_double_counted, **near(table))
    assert_allclose(groups[2] + groups[3] - double, d.foreign_content, **near(table))
    assert_allclose(np.sum(groups, axis=0), d.exports, **near(table))


@SOME
@given(tables(countries=3))
def test_parts_of_an_industry_keep_its_domestic_and_foreign_content(table):
    """Also by industry of the exporter, where the nine parts do not go."""
    parts, d = np.sum(wang_wei_zhu(table), axis=2), export_decomposition(table)
    assert_allclose(parts[:10].sum(axis=0), d.domestic_content, **near(table))
    assert_allclose(parts[10:].sum(axis=0), d.foreign_content, **near(table))
    assert_allclose(parts.sum(axis=0), gross_exports(table), **near(table))


@SOME
@given(tables(countries=3))
def test_what_the_importer_adds_is_its_value_added_in_the_bilateral_exports(table):
    """T11 to T13 are v_r B_rs times the exports to r, T14 to T16 those of all third countries."""
    parts, exports = wang_wei_zhu(table), bilateral_exports(table)
    content = table.value_added_coefficients[:, None] * table.leontief
    for r in range(3):
        of_importer = content[table.country == r].sum(axis=0)
        abroad = table.country != r
        got = np.sum(parts[10:13], axis=0)[abroad, r]
        assert_allclose(got, (of_importer * exports[:, r])[abroad], **near(table))


@SOME
@given(tables(countries=2))
def test_with_two_countries_no_part_that_needs_a_third_exists(table):
    parts = wang_wei_zhu(table)
    for k in (2, 3, 4, 6, 13, 14, 15):
        assert_allclose(parts[k], 0, atol=near(table)["atol"])


@SOME
@given(tables(countries=2))
def test_parts_grow_with_money_and_do_not_depend_on_how_an_industry_is_cut(table):
    whole = of_countries(wang_wei_zhu(table), table)
    other, halves = scaled(table, 3.0), split(table, 0)
    for part, more, cut in zip(
        whole,
        of_countries(wang_wei_zhu(other), other),
        of_countries(wang_wei_zhu(halves), halves),
        strict=True,
    ):
        assert_allclose(more, part * 3, rtol=1e-8, atol=1e-8 * table.output.max())
        assert_allclose(cut, part, rtol=1e-8, atol=1e-8 * table.output.max())


@SOME
@given(tables(countries=3))
def test_the_order_of_countries_does_not_matter(table):
    turned = InputOutput.with_rest_as_value_added(
        table.intermediate, table.final[:, ::-1], table.output, 2 - table.country
    )
    for part, again in zip(wang_wei_zhu(table), wang_wei_zhu(turned), strict=True):
        assert_allclose(again[:, ::-1], part, **near(table))


def test_the_formulas_written_out_give_each_part(shared_data):
    """Term by term, with loops over countries."""
    table = leather(shared_data)
    a, b, y, v = (
        table.coefficients,
        table.leontief,
        table.final,
        table.value_added_coefficients,
    )
    at = [np.flatnonzero(table.country == k) for k in range(3)]
    e, x = gross_exports(table), table.output
    home = [np.linalg.inv(np.eye(3) - a[np.ix_(k, k)]) for k in at]

    def block(matrix, i, j):
        return matrix[np.ix_(at[i], at[j])]

    def final(i, j):
        return y[at[i], j]

    parts = wang_wei_zhu(table)
    for s in range(3):
        for r in {0, 1, 2} - {s}:
            (t,) = {0, 1, 2} - {s, r}
            of = [v[at[k]] @ block(b, k, s) for k in range(3)]
            first, sold = v[at[s]] @ home[s], block(a, s, r)
            expected = [
                of[s] * final(s, r),
                first * (sold @ block(b, r, r) @ final(r, r)),
                first * (sold @ block(b, r, t) @ final(t, t)),
                first * (sold @ block(b, r, r) @ final(r, t)),
                first * (sold @ block(b, r, t) @ final(t, r)),
                first * (sold @ block(b, r, r) @ final(r, s)),
                first * (sold @ block(b, r, t) @ final(t, s)),
                first * (sold @ block(b, r, s) @ final(s, s)),
                first * (sold @ block(b, r, s) @ (final(s, r) + final(s, t))),
                (v[at[s]] @ home[s])
                @ sum(block(a, s, k) @ block(b, k, s) for k in (r, t))
                * (sold @ x[at[r]]),
            ]
            for k in (r, t):
                made = sold @ home[r]
                expected += [of[k] * final(s, r), of[k] * (made @ final(r, r))]
                expected += [of[k] * (made @ e[at[r]])]
            for k, (name, want) in enumerate(zip(WangWeiZhu._fields, expected, strict=True)):
                assert_allclose(parts[k][at[s], r], want, rtol=1e-9, err_msg=name)


def test_trade_in_final_goods_alone_is_all_in_the_first_part():
    table = InputOutput.with_rest_as_value_added(
        np.diag([2.0, 3]), np.array([[5.0, 3], [1, 6]]), np.array([10.0, 10]), np.array([0, 1])
    )
    parts = wang_wei_zhu(table)
    assert_allclose(parts.domestic_in_final, [[0, 3], [1, 0]])
    assert_allclose(parts[1:], 0, atol=1e-12)


@SOME
@given(tables(countries=2))
def test_an_industry_without_output_exports_nothing_and_disturbs_no_other(table):
    wider = wang_wei_zhu(with_idle_industry(table))
    for part, again in zip(wang_wei_zhu(table), wider, strict=True):
        assert_allclose(again[:-1], part, **near(table))
        assert (again[-1] == 0).all()


def test_tables_without_countries_or_with_purchases_outside_are_refused():
    with pytest.raises(UserError, match="has no countries"):
        wang_wei_zhu(InputOutput.with_rest_as_value_added([[2.0]], [8.0], [10.0]))
    outside = InputOutput(
        np.diag([2.0, 3]),
        np.diag([8.0, 7]),
        np.array([8.0, 3]),
        np.array([10.0, 10]),
        outside=np.array([0.0, 4]),
        country=np.array([0, 1]),
    )
    with pytest.raises(UserError, match="buys 4 outside the table"):
        wang_wei_zhu(outside)


def test_countries_that_use_up_all_that_they_make_are_refused():
    """The table is singular: nothing is left for final use."""
    table = InputOutput.with_rest_as_value_added(
        np.ones((2, 2)), np.zeros((2, 2)), np.array([2.0, 2]), np.array([0, 1])
    )
    for formula in (wang_wei_zhu, export_decomposition, koopman_wang_wei):
        with pytest.raises(UserError, match="no inverse exists"):
            formula(table)
