"""Every answer tells how long the server took."""

import re


def test_every_answer_tells_its_time(client):
    for address in ("/", "/method", "/s/made-up/compare", "/static/style.css", "/nothing"):
        told = client.get(address).headers["server-timing"]
        assert re.fullmatch(r"total;dur=\d+\.\d", told), address
