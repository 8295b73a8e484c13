"""Home: the studies that are served."""


def test_every_study_has_a_card_that_leads_to_it(client):
    said = client.get("/").text
    for name in ("small", "made-up", "empty", "hsinchu"):
        assert f'href="/s/{name}"' in said
