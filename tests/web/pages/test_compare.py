"""The page that compares clusters."""

import re
from html import unescape

import pytest

from milieu.web.pages.compare import clusters_of

PAGE = "/s/made-up/compare"


def asked(*numbers: int) -> str:
    return f"{PAGE}?c=" + ",".join(f"apparel-{n}" for n in numbers)


def text_of(answer) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))


def test_it_says_first_how_they_differ(client):
    answer = client.get(asked(1, 2, 4))
    assert answer.status_code == 200
    assert answer.text.index("How they differ") < answer.text.index("Side by side")
    for topic in ("Stage", "Alarms", "Size", "Concentration", "Change", "Outlook"):
        assert f"<dt>{topic}</dt>" in answer.text


def test_each_cluster_has_a_chip_that_removes_it_and_leads_to_its_page(client):
    said = client.get(asked(1, 2)).text
    assert 'href="/s/made-up/c/apparel-1"' in said
    assert 'href="/s/made-up/compare?c=apparel-2" aria-label="Remove' in said


def test_every_figure_has_table_download_and_command(client):
    said = client.get(asked(1, 2)).text
    for name in ("indicators", "jobs", "indexed", "stages", "peers"):
        part = said[said.index(f'data-figure="{name}"') :].partition("</figure>")[0]
        assert "Table, " in part and "Download " in part and "milieu show made-up" in part, name


def test_what_a_figure_offers_to_download_is_there(client):
    said = client.get(asked(1, 2)).text
    found = [unescape(one) for one in re.findall(r'href="(/api/[^"]+)" download', said)]
    assert len(found) == 5
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].startswith("text/csv")


def test_links_to_the_method_lead_somewhere(client):
    said = client.get(asked(1, 2)).text
    links = set(re.findall(r'href="(/method/[^"]+)"', said))
    assert links
    assert all(client.get(link).status_code == 200 for link in links)


def test_without_clusters_it_suggests_some(client):
    answer = client.get(PAGE)
    links = [
        unescape(one) for one in re.findall(r'href="(/s/made-up/compare\?c=[^"]+)"', answer.text)
    ]
    assert len(links) >= 3
    assert "side by side" in client.get(links[0]).text


def test_one_alone_offers_its_peers_with_one_click(client):
    said = client.get(asked(1)).text
    assert "Once were as A is now" in said
    offers = re.findall(r'class="chip add" href="([^"]+)"', said)
    assert any(unescape(one).count(",") == 1 for one in offers)


def test_what_is_no_cluster_is_named_with_the_nearest_and_the_others_stay(client):
    answer = client.get(f"{PAGE}?c=apparel-1,aparel-3,apparel-2")
    assert answer.status_code == 200
    assert "Did you mean apparel-3 (Apparel in County 3)?" in text_of(answer)
    assert "2 clusters side by side" in text_of(answer)


def test_an_eleventh_is_left_out_in_words(client):
    said = text_of(client.get(asked(*range(1, 13))))
    assert "Only 10 clusters can be told apart on one page. Left out:" in said
    assert "Apparel in County 12" in said
    assert "10 clusters side by side" in said


def test_a_search_that_means_one_adds_it_and_keeps_the_day(client):
    answer = client.get(f"{asked(1)}&add=county+12", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{asked(1, 12)}"


def test_a_search_that_means_several_asks_which(client):
    said = client.get(f"{asked(1)}&add=county").text
    assert "Which of these?" in said
    assert 'href="/s/made-up/compare?c=apparel-1,apparel-2"' in said


def test_a_search_that_means_none_says_what_to_try(client):
    said = client.get(f"{asked(1)}&add=xyzzy").text
    assert 'aria-invalid="true"' in said and "Search for a part of its name" in said


@pytest.mark.parametrize("study", ["empty", "hsinchu"])
def test_a_study_without_clusters_says_what_to_add(client, study):
    answer = client.get(f"/s/{study}/compare")
    assert answer.status_code == 200
    assert "There are no clusters to compare yet." in text_of(answer)


def test_what_is_asked_for_is_data(client):
    said = client.get(f"{PAGE}?c=<script>alert(1)</script>&add=<img src=x>").text
    assert "<script>alert" not in said and "<img src=x" not in said


def test_the_first_view_is_small(client):
    assert len(client.get(asked(*range(1, 11))).content) < 300_000


def test_clusters_are_read_once_for_a_version(site):
    opened = site.shelf.open("made-up")
    assert clusters_of(opened) is clusters_of(opened)
