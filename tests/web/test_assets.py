"""Scripts and styles: kept for ever under an address that changes with them; Vega as a module."""

import re

import pytest

from milieu.web.assets import names
from milieu.web.vega import vega_address, vega_script


@pytest.mark.parametrize("name", sorted(names()))
def test_an_asset_is_kept_for_ever_under_its_version(client, name):
    page = client.get("/s/made-up").text
    kept = re.search(rf'"(/static/{re.escape(name)}\?v=\w+)"', page)
    answer = client.get(kept[1] if kept else f"/static/{name}")
    assert answer.status_code == 200
    assert ("immutable" in answer.headers["cache-control"]) == bool(kept)
    again = client.get(f"/static/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_rules_of_the_site_are_served_as_a_part_of_the_one_style_sheet_only(client):
    assert client.get("/static/site.css").status_code == 404
    assert "What the pages have beside" in client.get("/static/style.css").text


def test_what_is_no_asset_is_not_here(client):
    for name in ("none.js", "..%2Fapp.py", "site.css.bak"):
        assert client.get(f"/static/{name}").status_code == 404


def test_vega_comes_from_here_as_a_module_and_calls_no_address(client, site):
    assert vega_address() in client.get("/s/made-up/c/apparel-1").text
    body, small = vega_script(site.state)
    assert body.rstrip().endswith(b"as vegaEmbed};") and len(small) < len(body) / 2
    answer = client.get(vega_address())
    assert answer.content == body and "immutable" in answer.headers["cache-control"]


def test_the_first_view_of_a_page_is_small(client):
    """Bytes over the wire with style and scripts, the live charts' script apart."""
    for path in ("/s/made-up", "/s/made-up/c/apparel-1", "/s/small"):
        page = client.get(path, headers={"Accept-Encoding": "gzip"})
        assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
        sizes = [int(client.get(one, headers={"Accept-Encoding": "gzip"}).headers["content-length"])
                 for one in assets]  # fmt: skip
        assert int(page.headers["content-length"]) + sum(sizes) < 100_000
