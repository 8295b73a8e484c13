"""What a build makes of life cycle, alarms, peers and outlook."""

from milieu.core.contracts import Field
from milieu.lifecycle.stage import STAGES
from milieu.study.result import CLUSTER, YEAR, Result, number, text

PROBABILITY = "probability"
STAGE_NAMES = tuple(str(stage) for stage in STAGES)
OF = text("of", "cluster, industry, region or nation")
CODE = text("code", "of the cluster, industry or region")
MEASURE = text("measure", "jobs, firms, wage, output, patents")
ORIGIN = Field("origin", "year", about="last year that the forecast knew")

STAGE_YEARS = Result(
    "stages",
    "where each cluster stood in its life, as seen in that year and as seen today",
    (
        CLUSTER,
        YEAR,
        text("stage", "most probable stage, or: not enough evidence"),
        *(number(stage, PROBABILITY, "as seen in that year") for stage in STAGE_NAMES),
        *(number(f"{stage}_today", PROBABILITY, "as seen today") for stage in STAGE_NAMES),
        number("years_in_stage", "years", "expected, as seen in that year"),
        number("leave_probability", PROBABILITY, "to leave the stage within 3 years"),
        Field("shake_out", "flag", about="firms become fewer while output grows"),
        Field("level_shift", "flag", about="a jump by reclassification, no growth or decline"),
        text("evidence", "measures that the stage rests on"),
        text("note", "why there is no stage"),
    ),
    ("cluster", "year"),
    ("cluster", "year", "stage", "budding", "growth", "maturity", "decline", "note"),
)

CITED_STAGES = Result(
    "cited_stages",
    "where clusters stood of which only dated, cited facts are known",
    (
        CLUSTER,
        YEAR,
        text("stage", "most probable stage, or: not enough evidence"),
        *(number(stage, PROBABILITY, "as the facts until then tell") for stage in STAGE_NAMES),
        *(number(f"{stage}_today", PROBABILITY, "as all facts tell") for stage in STAGE_NAMES),
        Field("facts", "integer", "facts", about="dated in this year"),
        text("note", "why there is no stage"),
    ),
    ("cluster", "year"),
    ("cluster", "year", "stage", "budding", "growth", "maturity", "decline", "facts"),
)

ALARMS = Result(
    "alarms",
    "warnings of lock-in, race to the bottom and efficiency trap, with their record",
    (
        CLUSTER,
        YEAR,
        text("alarm", "lock_in, race_to_the_bottom, efficiency_trap"),
        text("state", "alarm, watch, none, cannot tell"),
        number("probability", PROBABILITY),
        Field("since", "year", about="in this state without a break"),
        Field("worse", "integer", "signs", about="signs that are worse"),
        Field("signs", "integer", "signs", about="signs that are known"),
        number("false_alarm_share", "share", "of such alarms that were false, replayed"),
        number("false_alarm_rate", "per quiet year", "alarms in years without cause, replayed"),
        number("lead_years", "years", "median by which true alarms came ahead"),
        text("sentence", "the same in words"),
    ),
    ("cluster", "alarm", "year"),
    ("cluster", "year", "alarm", "state", "probability", "since", "worse", "signs"),
)

ALARM_SIGNS = Result(
    "alarm_signs",
    "the signs behind each alarm: then, now, and from where on they count as worse",
    (
        CLUSTER,
        YEAR,
        text("alarm"),
        text("sign"),
        text("kind", "side of the matter that it shows: functional, cognitive, political, ..."),
        Field("then_year", "year"),
        number("then"),
        number("now_low", "", "lower end of the 80 % range"),
        number("now"),
        number("now_high", "", "upper end of the 80 % range"),
        number("threshold", "", "from here on it is worse"),
        text("unit"),
        Field("worse", "flag"),
    ),
    ("cluster", "alarm", "year", "sign"),
)

PEERS = Result(
    "peers",
    "clusters that were once as this one is in its last year, and what came next",
    (
        CLUSTER,
        YEAR,
        Field("rank", "integer", about="the nearest first"),
        text("peer", "cluster that was like this one"),
        Field("peer_year", "year", about="when it was like this one"),
        number("distance", "", "between the trajectories up to then; 0 is the same"),
        text("peer_stage", "its most probable stage then"),
        number("jobs_after_3", "share", "change of its jobs in the 3 years after"),
        number("jobs_after_5", "share", "change of its jobs in the 5 years after"),
    ),
    ("cluster", "rank"),
)

PEER_SURVIVAL = Result(
    "peer_survival",
    "what share of the peers still stood so many years later",
    (
        CLUSTER,
        YEAR,
        text("event", "kept three quarters of jobs, or: not in decline"),
        Field("years_after", "integer", "years"),
        number("low", "share", "lower end of the 80 % band"),
        number("value", "share"),
        number("high", "share", "upper end of the 80 % band"),
        Field("peers", "integer", "peers", about="still followed at that time"),
    ),
    ("cluster", "event", "years_after"),
)

BANDS = (
    number("low_95", "", "lower end of the 95 % range"),
    number("low_80", "", "lower end of the 80 % range"),
    number("low_50", "", "lower end of the 50 % range"),
    number("value", "", "middle"),
    number("high_50", "", "upper end of the 50 % range"),
    number("high_80", "", "upper end of the 80 % range"),
    number("high_95", "", "upper end of the 95 % range"),
)

OUTLOOK = Result(
    "outlook",
    "forecasts without a scenario: as if nothing but the usual happens; sums add up",
    (OF, CODE, MEASURE, ORIGIN, YEAR, *BANDS, text("unit"), text("note", "why there is none")),
    ("of", "code", "measure", "year"),
    ("of", "code", "measure", "origin", "year", "low_80", "value", "high_80", "note"),
)

OUTLOOK_PAST = Result(
    "outlook_past",
    "forecasts as they would have been made in earlier years, and what came",
    (
        OF,
        CODE,
        MEASURE,
        ORIGIN,
        YEAR,
        *BANDS,
        number("actual", "", "what came"),
        Field("inside", "flag", about="whether it came to lie in the 80 % range"),
    ),
    ("of", "code", "measure", "origin", "year"),
    ("of", "code", "measure", "origin", "year", "low_80", "value", "high_80", "actual", "inside"),
)

OUTLOOK_RECORD = Result(
    "outlook_record",
    "how good such forecasts were in this study, over all series and origins",
    (
        MEASURE,
        Field("horizon", "integer", "years"),
        text("size", "all, or third of the series by size: smallest, middle, largest"),
        Field("forecasts", "integer", "forecasts"),
        number("crps_ratio", "ratio", "score over that of 'as today'; below 1 is better"),
        number("mase", "ratio", "mean error over the series' mean yearly change"),
        number("mase_naive", "ratio", "the same of 'as today'"),
        number("cover_50", "share", "of what came that lay in the 50 % range"),
        number("cover_80", "share", "of what came that lay in the 80 % range"),
        number("cover_95", "share", "of what came that lay in the 95 % range"),
    ),
    ("measure", "horizon", "size"),
)

FORESIGHT = (
    STAGE_YEARS,
    CITED_STAGES,
    ALARMS,
    ALARM_SIGNS,
    PEERS,
    PEER_SURVIVAL,
    OUTLOOK,
    OUTLOOK_PAST,
    OUTLOOK_RECORD,
)
