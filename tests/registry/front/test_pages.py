"""The front door: `services/registry/front/pages.py`."""

from tests.servers import Client


def test_the_front_door_leads_everywhere(client: Client) -> None:
    page = client.get("/")

    assert page.status == 200
    for words in ('action="/t"', 'href="/adoption/"', 'href="/notify/"', 'href="/intake/login"', "周二"):
        assert words in page.text
    assert "Live feed" in client.get("/?lang=en").text
