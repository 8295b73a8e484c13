"""Where a key stands in a TOML text."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from milieu.policy.lines import Lines, keys

TEXT = '''# a comment with [brackets] and key = "value"
name = "x # no comment"
about = """
budget = 3 is text here
[[measure]] too, and a quote: ""\\"
""""

[[measure]]
instrument = 'a'
places = [
  "b", # ]
  "c",
]
intensity = 2

[measure.when]
stage = "decline"
[[measure]]
instrument = "d"
when = { stage = "x", at_least = 0.5 }
eligible.jobs_max = 5
[world]
"a.b" = 1
c.d = 2
'''


def test_finds_keys_after_comments_long_strings_and_lists():
    assert tomllib.loads(TEXT)["measure"][1]["eligible"] == {"jobs_max": 5}
    lines, rows = Lines(TEXT), TEXT.splitlines()
    expected = {
        ("name",): "name =",
        ("measure", 0): "[[measure]]",
        ("measure", 0, "instrument"): "instrument = 'a'",
        ("measure", 0, "places"): "places = [",
        ("measure", 0, "intensity"): "intensity = 2",
        ("measure", 0, "when", "stage"): 'stage = "decline"',
        ("measure", 1, "instrument"): 'instrument = "d"',
        ("measure", 1, "when", "at_least"): "when = {",
        ("measure", 1, "eligible", "jobs_max"): "eligible.jobs_max",
        ("world", "a.b"): '"a.b" = 1',
        ("world", "c", "d"): "c.d = 2",
    }
    for path, start in expected.items():
        assert rows[lines.of(path) - 1].startswith(start), path


def test_the_second_table_of_a_list_stands_on_its_own_line():
    lines = Lines(TEXT)
    assert TEXT.splitlines()[lines.of(("measure", 1)) - 1] == "[[measure]]"
    assert lines.of(("measure", 1)) > lines.of(("measure", 0, "when"))


def test_what_is_not_there_is_answered_with_the_table_that_would_hold_it():
    lines = Lines(TEXT)
    assert lines.of(("measure", 1, "nothing")) == lines.of(("measure", 1))
    assert lines.of(("nothing", 3)) == 1


def test_keys_lose_their_quotes():
    assert keys("a . \"b.c\".'d'") == ("a", "b.c", "d")


VALUES = (
    '"x"',
    "'#['",
    "3",
    r'"a \" [ \\"',
    "[\n 1, # ]\n 2]",
    '"""\n[a]\nb = 1\n"""',
    '"""\n\\"""\nb = 1 [\n"""',
    "'''\n\"\n'''",
    "{ z = 1 }",
)
values = st.sampled_from(VALUES)


@given(st.lists(st.tuples(st.sampled_from("pq"), st.lists(values, max_size=4)), max_size=6))
def test_every_key_of_a_made_text_is_found_on_the_line_where_it_was_put(tables):
    text, expected, seen = "", {}, {"p": 0, "q": 0}
    for head, content in tables:
        path = (head, seen[head])
        seen[head] += 1
        expected[path] = text.count("\n") + 1
        text += f"[[{head}]]\n"
        for number, value in enumerate(content):
            expected[(*path, f"k{number}")] = text.count("\n") + 1
            text += f"k{number} = {value} # end\n\n"
    tomllib.loads(text)
    lines = Lines(text)
    assert {path: lines.of(path) for path in expected} == expected
