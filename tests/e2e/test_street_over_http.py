"""What a stranger gets to see of the house, through whatever stands in front of it."""

import re
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

import pytest

from shared.client import Client
from tests.system import SERVICES

pytestmark = pytest.mark.e2e
PASSED_ON = {"X-Forwarded-For": "203.0.113.9"}  # as a gateway says it, and ours says it anew


def ask(url: str, path: str, **headers: str) -> tuple[HTTPResponse, str]:
    """The path goes out as it is written."""
    at = urlsplit(url)
    line = (HTTPSConnection if at.scheme == "https" else HTTPConnection)(at.netloc, timeout=30)
    line.request("GET", path, headers=PASSED_ON | headers)
    answer = line.getresponse()
    return answer, answer.read().decode()


@pytest.mark.parametrize("service", SERVICES)
def test_figures_and_reasons_are_not_for_the_street(url: str, service: str) -> None:
    figures, said = ask(url, f"/{service}/metrics")
    ready, told = ask(url, f"/{service}/health/ready")

    assert (figures.status, "qingcheng_" in said) == (404, False)
    assert (ready.status, told) == (200, '{"ready":true}')


def test_an_admin_sees_them(url: str, staff: Client) -> None:
    figures, said = ask(url, "/intake/metrics", Authorization=f"Bearer {staff.token}")

    assert (figures.status, "qingcheng_stream_entries" in said) == (200, True)


@pytest.mark.parametrize("service", SERVICES)
def test_a_foreign_name_is_refused(url: str, service: str) -> None:
    answer, _ = ask(url, f"/{service}/health/live", Host="evil.example")

    assert answer.status == 421


@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example/intake/login?lang=en", "/%2Fevil.example/"]
)
def test_nothing_leads_to_another_site(url: str, path: str) -> None:
    answer, said = ask(url, path, Accept="text/html")

    assert answer.status == 404
    assert not re.search(r"""(href|action|src)=.?/?/?evil""", said)
    assert "evil" not in answer.getheader("Location", "")
