"""Studies, clusters, comparison, changes, method, description."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from milieu.web.site import Site


def test_everything_is_found_from_the_index(client: TestClient):
    index = client.get("/api/v1").json()
    for name in ("studies", "tasks", "method", "description", "page"):
        assert client.get(index[name]).status_code == 200, name
    studies = client.get(index["studies"]).json()
    assert {one["name"] for one in studies} == {"small", "made-up", "empty", "hsinchu"}
    for one in studies:
        assert client.get(one["address"]).status_code == 200


def test_a_study_lists_the_clusters_that_its_atlas_lists(client: TestClient):
    found = client.get("/api/v1/s/made-up?stage=decline&sort=-jobs").json()
    assert found["clusters"] and {one["stage"] for one in found["clusters"]} == {"decline"}
    sizes = [one["jobs"]["value"] for one in found["clusters"] if one["jobs"]["value"]]
    assert sizes == sorted(sizes, reverse=True)
    page = client.get("/s/made-up?stage=decline&sort=-jobs").text
    assert all(one["page"] in page for one in found["clusters"])
    assert found["found"] < found["total"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("stage=declin", "Did you mean 'decline'?"),
        ("min_jobs=many", "min_jobs"),
        ("yeer=2010", "yeer"),
        ("year=1066", "The nearest year is"),
    ],
)
def test_a_wrong_filter_is_named(client: TestClient, query: str, said: str):
    answer = client.get(f"/api/v1/s/made-up?{query}")
    assert answer.status_code == 422 and said in answer.json()["detail"]


@pytest.mark.parametrize("study", ["small", "made-up"])
def test_every_cluster_and_all_its_figures_are_there_in_all_forms(
    client: TestClient, site: Site, study: str
):
    clusters = site.shelf.open(study).content.clusters
    for one in clusters[:2]:
        whole = client.get(f"/api/v1/s/{study}/c/{quote(one.id, safe='')}").json()
        assert whole["cluster"]["id"] == one.id and whole["words"]["verdict"]
        assert whole["figures"]
        for card in whole["figures"]:
            figure = client.get(card["address"]).json()
            assert len(figure["cells"]) == card["rows"]
            assert all(len(row) == len(figure["columns"]) for row in figure["cells"])
            csv = client.get(card["address"], params={"format": "csv"})
            assert csv.headers["content-type"].startswith("text/csv")
            drawn = client.get(card["address"], params={"format": "svg", "screen": "narrow"})
            if drawn.status_code == 200:
                assert drawn.text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
                vega = client.get(card["address"], params={"format": "vega"})
                assert "vega-lite" in vega.json()["$schema"]


def test_words_come_in_the_language_asked_for_and_numbers_stay(client: TestClient, site: Site):
    one = site.shelf.open("made-up").content.clusters[0]
    at = f"/api/v1/s/made-up/c/{quote(one.id, safe='')}"
    english, chinese = (client.get(at, headers={"Accept-Language": lang}) for lang in ("en", "zh"))
    assert english.headers["etag"] != chinese.headers["etag"]
    assert english.json()["words"] != chinese.json()["words"]
    assert english.json()["cluster"]["jobs"]["value"] == chinese.json()["cluster"]["jobs"]["value"]


def test_an_unknown_cluster_figure_or_form_is_named_with_the_nearest(
    client: TestClient, site: Site
):
    one = site.shelf.open("made-up").content.clusters[0]
    at = f"/api/v1/s/made-up/c/{quote(one.id, safe='')}"
    wrong = client.get(f"{at}x")
    assert wrong.status_code == 404 and one.id in wrong.json()["detail"]
    assert "Did you mean 'course'?" in client.get(f"{at}/figures/corse").json()["detail"]
    assert client.get(f"{at}/figures/course?format=png").status_code == 400
    assert client.get(f"{at}/figures/course?format=svg&screen=wristwatch").status_code == 400


def test_clusters_are_compared_by_letters(client: TestClient, site: Site):
    ids = [one.id for one in site.shelf.open("made-up").content.clusters[:3]]
    made = client.get("/api/v1/s/made-up/compare", params={"c": ",".join(ids)}).json()
    assert {letter: one["id"] for letter, one in made["clusters"].items()} == dict(
        zip("ABC", ids, strict=True)
    )
    assert all(set(one["values"]) <= set("ABC") for one in made["measures"])
    for card in made["figures"]:
        assert len(client.get(card["address"]).json()["cells"]) == card["rows"]
    again = client.get("/api/v1/s/made-up/compare", params=[("c", one) for one in ids]).json()
    assert again["clusters"] == made["clusters"]


@pytest.mark.parametrize(("query", "status"), [("", 400), ("?c=", 400), ("?c=nothing", 404)])
def test_a_comparison_of_nothing_is_refused(client: TestClient, query: str, status: int):
    assert client.get(f"/api/v1/s/made-up/compare{query}").status_code == status


def test_more_clusters_than_can_be_told_apart_are_refused(client: TestClient, site: Site):
    ids = [one.id for one in site.shelf.open("made-up").content.clusters[:11]]
    assert len(ids) == 11
    answer = client.get("/api/v1/s/made-up/compare", params={"c": ",".join(ids)})
    assert answer.status_code == 400 and "at most 10" in answer.json()["detail"]


def test_changes_name_the_newest_vintage(client: TestClient):
    found = client.get("/api/v1/s/small/changes").json()
    assert found["until"] and found["what"] and found["news"] is None
    assert client.get("/api/v1/s/empty/changes").json()["until"] == ""


def test_every_declared_thing_has_an_address(client: TestClient):
    kinds = client.get("/api/v1/method").json()
    assert {"indicators", "instruments", "mechanisms", "sources"} <= {k["name"] for k in kinds}
    for kind in kinds:
        listed = client.get(kind["address"]).json()
        assert len(listed) == kind["entries"]
        for one in listed[:2]:
            whole = client.get(one["address"]).json()
            assert (whole["kind"], whole["name"]) == (kind["name"], one["name"])
    wrong = client.get("/api/v1/method/indicators/location_quotien")
    assert wrong.status_code == 404 and "location_quotient" in wrong.json()["detail"]
    assert client.get("/api/v1/method/indicatrs").status_code == 404


def test_the_page_of_the_api_lists_every_operation(client: TestClient):
    page = client.get("/api").text
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert path in page


def test_pages_of_the_dashboard_are_no_part_of_the_description(client: TestClient):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert all(path.startswith("/api/v1") for path in paths)


def test_a_page_of_clusters_may_be_as_long_as_one_of_rows(client):
    answer = client.get("/api/v1/s/made-up?per_page=5&sort=name&page=2")
    said = answer.json()
    every = client.get("/api/v1/s/made-up?sort=name").json()["clusters"]
    assert [one["id"] for one in said["clusters"]] == [one["id"] for one in every[5:10]]
    assert said["pages"] == 3
    assert "per_page=5" in answer.headers["link"]
    assert client.get("/api/v1/s/made-up?per_page=0").status_code == 422
