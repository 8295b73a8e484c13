"""Retelling: what results hold in English words is said in the reader's language, or left alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.clusters.evidence import Evidence
from milieu.clusters.types import kind
from milieu.core.language import speaking
from milieu.policy.diagnosis_rules import rules
from milieu.report.retelling import retold
from milieu.report.words import Kind, number
from tests.english import WORDS


def chinese(text: str) -> str:
    with speaking("zh"):
        return retold(text)


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("fewer than 3 years are known", "已知年份少于 3 年"),
        (
            "no stage is more likely than not: growth 0.46, decline 0.32",
            "没有哪个阶段的可能性过半：成长期 0.46，衰退期 0.32",
        ),
        (
            "there are no jobs left jobs are unknown in 2001, 2003: growth across the gap is "
            "spread evenly",
            "已无就业；2001、2003 年就业未知：跨越空白的增长平均分摊",
        ),
        (
            "12 of 1,040 cells are taken as they are: only 3 years are known, and 6 are needed, "
            "...",
            "1,040 个单元格中有 12 个维持不变：仅 3 年已知，而需要 6 年等",
        ),
        ("Lock-in: cannot tell. Known: nothing.", "锁定：无法判断。已知：无。"),
        ("12 % (10 % to 18 %)", "12%（10% 至 18%）"),
        ("under 5 %", "不到 5%"),
        ("no study 'nowhere'", "没有研究“nowhere”"),
        ("falls without it", "去除后下降"),
        ("Exit rate *", "退出率 *"),
    ],
)
def test_a_stored_text_is_said_anew(stored: str, said: str):
    assert chinese(stored) == said


def test_the_record_of_an_alarm_is_said_anew():
    said = chinese(
        "Replayed on made-up clusters, 25 % of which it befalls, 30 % of such alarms were false "
        "(one in 40 quiet years); true ones came 4 years ahead of the fall of jobs (half: 1 to 6)."
    )
    assert said == (
        "在发生率为 25% 的虚构集群上回放，此类警报 30% 为误报（每 40 个平静年份一次）；"
        "准确的比就业下降提前 4 年（半数：1 至 6 年）。"
    )


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(source="12 establishments with 400 jobs"),
        Evidence(top4_share=(0.2, 0.9), small_firm_share=0.5, source="no firm with known jobs"),
        Evidence(0.1, 0.1, 0.9, 0.9, 0.05, 0.0, 0.6, source="40 firms"),
        Evidence(0.9, 0.1, 0.1, 0.1, 0.05, 0.8, source="3 firms (2 of 3 cells estimated)"),
    ],
)
def test_the_evidence_of_every_type_is_said_anew(evidence: Evidence):
    assert not WORDS.search(chinese(kind(evidence).sentence))


def test_every_sign_and_caution_of_a_diagnosis_is_said_anew():
    for rule in (*rules().signs, *rules().cautions):
        for value in (0.0, 0.35, np.pi):
            assert not WORDS.search(chinese(rule.sentence(value))), rule.says


def test_reasons_that_stand_in_a_row_are_taken_apart():
    said = chinese(
        "Information (market failure): likely (its 2 known signs show to 80\u00a0% on average), "
        "for a race to the bottom stands at 70\u00a0%, as where buyers can not see quality and "
        "only 10\u00a0% of the firms do research."
    )
    assert said == (
        "信息（市场失灵）：很可能（2 项已知迹象平均显现到 80%），依据：逐底竞争的概率为 70%，"
        "如同买方看不出质量时那样和仅 10% 的企业开展研究。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "A firm leaves when its sales fall below a minimum scale. Cash includes aid.",
        "Axtell (2001); estimator of Gabaix and Ibragimov (2011)",
        "the fall of cost splits exactly into causes",
        "Partners: outside first, then ties",
        "",
    ],
)
def test_what_no_pattern_knows_stays_as_it_is(text: str):
    assert chinese(text) == text


@given(st.text(max_size=60))
def test_any_text_is_answered_and_english_is_never_touched(text: str):
    assert retold(text) == text
    assert isinstance(chinese(text), str)


def test_english_stays_english():
    assert number(0.5, Kind.SHARE) == "50.0\u00a0%"
    assert retold("fewer than 3 years are known") == "fewer than 3 years are known"
