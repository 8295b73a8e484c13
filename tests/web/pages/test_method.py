"""The pages that say how every number is made."""

import re
from html import unescape

import pytest

from milieu.study.method.kinds import entries, kinds


def test_every_kind_has_its_list(client):
    said = client.get("/method").text
    for name, kind in kinds().items():
        assert f">{kind.title}</h2>" in said
        assert client.get(f"/method/{name}").status_code == 200


@pytest.mark.parametrize("kind", [k for k in kinds() if k not in ("parameters", "assumptions")])
def test_every_entry_has_a_page(client, kind):
    for name in entries()[kind]:
        answer = client.get(f"/method/{kind}/{name}")
        assert answer.status_code == 200, name
        assert f"<h1>{entries()[kind][name].title}</h1>" in unescape(answer.text)


def test_links_of_an_entry_lead_to_entries(client):
    for address in ("/method/instruments/external_linkage", "/method/mechanisms/graft",
                    "/method/steps/clusters", "/method/facts/shake_out"):  # fmt: skip
        links = set(re.findall(r'href="(/method/[^"]+)"', client.get(address).text))
        assert all(client.get(link).status_code == 200 for link in links), address


def test_an_indicator_shows_formula_unit_source_and_published_numbers(client):
    said = unescape(client.get("/method/indicators/location_quotient").text)
    for part in ("LQ[r, i] = ", "Isard (1960)", "<dt>Unit</dt><dd>ratio</dd>", "0.3847623"):
        assert part in said


def test_an_assumption_is_told_where_something_rests_on_it_and_names_what_does(client):
    instrument = client.get("/method/instruments/external_linkage").text
    assert 'href="/method/assumptions/P17"' in instrument
    assert "External linkage" in client.get("/method/assumptions/P17").text


def test_a_search_finds_names_before_texts(client):
    said = client.get("/method?q=location+quotient").text
    found = re.findall(r'<li><a href="/method/(\w+)/', said)
    assert found[0] == "indicators" and len(found) > 4
    only = client.get("/method?q=location+quotient&kind=methods").text
    assert set(re.findall(r'<li><a href="/method/(\w+)/', only)) == {"methods"}


def test_a_search_without_result_says_what_to_try(client):
    assert "Nothing has all these words." in client.get("/method?q=xyzzy").text


@pytest.mark.parametrize("address", ["/method/indicaters", "/method/indicators/elison_glaeser"])
def test_a_misspelt_name_is_answered_with_the_nearest(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Did you mean" in answer.text


def test_the_exam_shows_every_fact_and_what_failed(client):
    said = client.get("/method/exam").text
    assert 'data-figure="facts"' in said
    for title in ("With a mechanism switched off", "Responses to more and more of one thing"):
        assert title in said
