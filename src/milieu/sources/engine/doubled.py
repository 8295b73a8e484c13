"""Keys that are there twice: a row said again, or rows that contradict each other."""

from milieu.core.database import quoted
from milieu.sources.engine.staging import BAD, GOOD, OUT, Stage


def settle_doubled_keys(stage: Stage) -> None:
    """Keep one of equal rows; put the others, and all rows that contradict, into quarantine.

    Names beside codes are repeated by nature: equal ones are left out and not in quarantine.
    """
    key = [quoted(field.name) for field in stage.contract.key]
    names = ", ".join(field.name for field in stage.contract.key)
    same = OUT if stage.repeated else BAD
    values = [quoted(field.name) for field in stage.contract.values]
    stage.session.execute(f"""
        CREATE OR REPLACE TEMP TABLE doubled AS
        WITH twice AS (
            SELECT {", ".join(key)} FROM {stage.name} WHERE "#state" = {GOOD}
            GROUP BY ALL HAVING count(*) > 1)
        SELECT {", ".join(key)}, count(DISTINCT row({", ".join(values)})) > 1 AS contradict,
            min(s.rowid) AS first_row, min("#line") AS first_line, max("#line") AS last_line
        FROM {stage.name} s JOIN twice USING ({", ".join(key)}) WHERE "#state" = {GOOD}
        GROUP BY ALL""")
    stage.session.execute(f"""
        UPDATE {stage.name} SET "#state" = CASE WHEN contradict THEN {BAD} ELSE {same} END,
            "#column" = '{names}',
            "#found" = left(concat_ws(', ', {", ".join(f"{stage.name}.{k}" for k in key)}), 150)
                || CASE WHEN contradict THEN printf(' with other values in line %d',
                    CASE WHEN "#line" = first_line THEN last_line ELSE first_line END)
                ELSE printf(': same row again as line %d', first_line) END,
            "#expected" = 'one row per {names}'
        FROM doubled d
        WHERE {" AND ".join(f"{stage.name}.{k} = d.{k}" for k in key)} AND "#state" = {GOOD}
            AND (contradict OR {stage.name}.rowid <> first_row)""")
