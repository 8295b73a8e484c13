"""Patterns: the sentences and notes that a study's results hold in English words.

Each stands as it is written where the result is made, with names in braces for what differs. Values
are said anew themselves. The first that fits is taken, so a narrow one stands before a wider one.
"""

from milieu.core.language import N_

PATTERNS = (
    # stages (lifecycle/reasons.py)
    N_("no stage is more likely than not: {stage} {n}, {other} {m}"),
    N_("no stage is more likely than not"),
    N_("no growth is known of the last {n} years"),
    N_("fewer than {n} years are known"),
    N_("there are no jobs left"),
    N_("one year is known, and growth needs two"),
    N_("neither jobs nor output is known of any year: all are hidden or missing"),
    N_("only firms are known, and fewer firms need not mean decline: they can be a shake-out"),
    N_("the only growth known is a jump in one year, as a new classification makes it"),
    N_("no jobs in {years}: growth from or to zero is not read"),
    N_(
        "levels jump in {years}, as a new classification or a single large plant makes them: not "
        "read as growth or decline"
    ),
    N_("rests on {n} known years; {m} are better"),
    N_("jobs are unknown in {years}: growth across the gap is spread evenly"),
    N_("{years} and {n} more years"),
    # outlook (outlook/panel.py, study/foretelling.py)
    N_("{n} of {m} cells are taken as they are: {why}, ..."),
    N_("only {n} years are known, and {m} are needed"),
    N_("nothing is known after {year}, more than {n} years before the origin"),
    N_("nothing is known of it"),
    # alarms (lifecycle/alarms/sentences.py)
    N_(
        "Replayed on made-up clusters, {share} of which it befalls, {wrong} of such alarms were "
        "false ({rate}); true ones came {lead}"
    ),
    N_("none in {n} quiet years"),
    N_("one in {n} quiet years"),
    N_("{lead} (half: {low} after to {high} before)"),
    N_("{lead} (half: {low} to {high})"),
    N_("as jobs began to fall"),
    N_("1 year ahead of the fall of jobs"),
    N_("{n} years ahead of the fall of jobs"),
    N_("1 year after jobs began to fall"),
    N_("{n} years after jobs began to fall"),
    N_("There is 1 year of figures, and a trend needs {n}"),
    N_("There are {n} years of figures, and a trend needs {m}"),
    N_("Known: {codes}, ..."),
    N_("Known: {known}"),
    N_(
        "Needed besides: {wanted}; each in {n} of the last {m} years, this one or the last among "
        "them"
    ),
    N_("two of: {wanted}"),
    N_("three of: {wanted}"),
    N_("{alarm}: cannot tell"),
    N_("{alarm}: {n} of {m} signs worse; alarm since {year}"),
    N_("{alarm}: {n} of {m} signs worse; to be watched since {year}, probability {share}"),
    N_("{alarm}: no alarm, {n} of {m} signs worse"),
    # types of clusters (clusters/types.py, clusters/evidence.py)
    N_("cannot tell between {types}"),
    N_("cannot tell: none of the types fits"),
    N_("Excluded: {types}"),
    N_("Not known: {shares}"),
    N_("{source} ({n} of {m} cells estimated)"),
    N_("From {n} firms"),
    N_("From {n} establishments with {m} jobs"),
    N_("From no complete count of jobs and establishments"),
    N_("From no firm with known jobs"),
    N_("the four largest firms hold {share} of the jobs"),
    N_("{share} of the jobs are in firms with fewer than 50"),
    N_("{share} of the jobs are in locally owned firms"),
    N_("{share} of the jobs are in branches owned elsewhere"),
    N_("{share} of the jobs are public"),
    N_("{share} of the links stay local"),
    N_("{type}: {facts}"),
    # diagnosis (policy/verdict.py, policy/diagnosis.py, policy/candidates.py)
    N_(
        "{failure} ({kind} failure): {verdict} (its {n} known signs show to {share} on average), "
        "for {reasons}"
    ),
    N_(
        "{failure} ({kind} failure): {verdict} (its only known sign shows to {share}), for "
        "{reasons}"
    ),
    N_("{failure} ({kind} failure): {verdict}"),
    N_("{failure}: {verdict}, without knowing: {figures}"),
    N_("{failure}: cannot tell"),
    N_("It would take more of: {figures}"),
    N_("Answers {failure} ({verdict}): {why}"),
    N_("Suits {stages}; where the cluster stands is not known"),
    N_("Suits {stages}, where the cluster stands with {share}"),
    N_("Evidence: {summary}"),
    N_("no findings"),
    N_("{n} finding: {signs}"),
    N_("{n} findings: {signs}"),
    N_("{n} better"),
    N_("{n} worse"),
    N_("{n} not to be told from zero"),
    N_("{n} without a sign"),
    N_("{n} from memory"),
    N_("{n} more on what lies behind it"),
    N_("More is not better in {n} finding"),
    N_("More is not better in {n} findings"),
    N_("Caution: {why} ({source})"),
    N_("Costs, in quarterly wages a quarter at intensity 1: {parts}"),
    N_("{n} an eligible firm"),
    N_("{n} a cluster"),
    N_("about {n} a firm paid out"),
    N_("{share} of what is paid out for administration"),
    # news (study/news.py)
    N_("The alarm of {what} is over: {state}"),
    N_("From {before} in {year} to {now} in {last}"),
    N_("Last found in {year}"),
    N_("Jobs in {year}: {n} came; the forecast of {last} held {range} for likely (80 %)"),
    N_("{n} of {forecasts} that can be checked now missed their 80 % range; {m} would be usual"),
    N_("Jobs in {year} revised from {n} to {m} ({share}), and {years}"),
    N_("Jobs in {year} revised from {n} to {m} ({share})"),
    N_("{rows} into {table}; {misfits} in quarantine"),
    N_("{rows} into {table}"),
    N_("Refused: {why}"),
    # the exam (twin/exam/record.py)
    N_(
        "In {n} fresh seeds (seed {m}) the twin meets {low} of {high} facts that could be used to "
        "set it, each in the share of seeds it needs"
    ),
    N_("all at once in {share} of seeds"),
    N_("Facts that were never used: {facts}"),
    N_("Not met: {facts}"),
    N_("{ablation}: no"),
    N_("{ablation}: yes"),
    N_("{fact} in {share}"),
    N_("Industry of {n} firms at its peak (mean), {m} clusters with elsewhere, {low} years"),
    # gauges (policy/gauge.py)
    N_("It can not be told how {outcome} responds to more of it ({n} runs)"),
    N_("More of it raises {outcome} up to the most that was tried; no sign of a trap"),
    N_("Beyond about {n} quarterly wages a year, more lowers {outcome}"),
    N_("Beyond {n} times the intensity, more lowers {outcome}"),
    N_("Even a little of it lowers {outcome}: it falls from the start"),
    # bands of numbers (twin/exam)
    N_("at least {n}"),
    N_("above {n} to {m}"),
    N_("above {n}"),
    N_("{n} to {m}"),
    N_("unknown to unknown"),
    # claims (study/cases/claims.toml)
    N_("Founding paper on innovation capability"),
    N_(
        "In 2004-05 India exported software for US$ 12.8 bn, Bangalore for US$ 6.27 bn: half of "
        "India"
    ),
    N_("In 2003 Hsinchu had 3026 patents, 12.6 % more than in 2002"),
    N_("The firms of Hsinchu have eight patents each on average"),
    N_("The life cycle of a cluster: budding, growth, maturity, decline"),
    N_("The words by which milieu names the stages"),
    N_("The paper claims {claimed} %"),
    N_(
        "Bangalore's US$ {part} bn ({source}) is right for FY2004-05, but India's software exports "
        "of that year were US$ {low} to {high} bn ({other_source}), so the share is {ratio} %, the "
        "value that STPI itself gives"
    ),
    N_(
        "The office reports 3026 domestic patents granted in 2003 and a growth of {ratio} % "
        "({source}), but for the parks of Hsinchu and Tainan together"
    ),
    N_(
        "{part} grants ({source}) to {firms} firms, which is 335 firms at the end of 2002 and 10.4 "
        "% more a year later ({other_source}), are {ratio} patents each; the grants include the "
        "park of Tainan, the firms do not"
    ),
    # what is assumed of a run (study/simulating.py, study/worlds.py, twin/from_study.py)
    N_(
        "This is what the model does, no forecast: the twin is not calibrated to these clusters, "
        "and the trend of their past is not carried on"
    ),
    N_(
        "Every place begins in balance: as much work as talent, the same wages, firms that buyers "
        "like as well, founders in proportion to firms"
    ),
    N_("What a place has lost or won in the past does not go on by itself"),
    N_("Demand grows as wages do, so that it buys as much work as now"),
    N_(
        "Technology, quality, cash, trust and institutions are not known; each run takes them from "
        "another made-up industry, forty years old"
    ),
    N_("Nobody is tied to anybody at first"),
    N_(
        "How many firms enter and leave is the twin's own; where firms are larger than elsewhere, "
        "they come to be more and smaller"
    ),
    N_("Sizes of firms follow a Pareto law that yields each place's firms and jobs"),
    N_("Ages are those that {share} of births a year lead to, births not being known in {codes}"),
    N_("Of {n} firms elsewhere {m} are simulated, with their part of the jobs"),
    N_("The industry is made up: 12 places and elsewhere, each with 9 firms in the first year"),
    N_("A quarterly wage was {n} in national currency in {year}"),
    N_("The twin's exam of {day}: {sentence}"),
    N_(
        "A and B are not tried in the same world: the difference holds what is assumed as well as "
        "what is done"
    ),
    N_("The twin's exam is not recorded in this version: `milieu exam` sits it"),
    # mistakes (core/errors.py)
    N_("no {what} '{name}'"),
    N_("Did you mean '{name}'?"),
    N_("There is none yet"),
    N_("{table} is not built yet, or by another version of milieu"),
    # indicators (study/measuring.py and others)
    N_("95 % range if workers came one by one; plants make it wider"),
    N_("80 % range of the hidden cells, {n} draws"),
    N_("80 % range of the hidden cells"),
    N_("change from {year} to {last}"),
    N_("{share} of the jobs are in the table's industries"),
    N_("no industry of the study belongs to one of the table: their codes do not match"),
    # figures with their unit
    N_("{n} jobs"),
)
KINDS = (  # of what is not known by a name
    N_("study"),
    N_("cluster"),
    N_("result or table"),
    N_("column"),
    N_("figure"),
    N_("scenario"),
    N_("instrument"),
    N_("indicator"),
    N_("level"),
    N_("stage"),
    N_("format"),
)
NOUNS = (  # what the values of patterns may be
    N_("top4 share"),
    N_("small firm share"),
    N_("local owner share"),
    N_("outside owner share"),
    N_("public share"),
    N_("local link share"),
    N_("nothing"),
    N_("productivity"),
    N_("value added less public money"),
)
