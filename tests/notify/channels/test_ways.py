"""Addresses, as each channel has them."""

import pytest

from services.notify.channels.ways import WAYS, Channel, MailNotSetUp, address_of
from services.notify.settings import NotifySettings
from shared.problems import Unreasonable

WITH_MAIL = NotifySettings(smtp_url="smtp://localhost")


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", "wang"), ("email", None), ("email", "a b@example.cn"), ("email", "a@b.cn\r\nBcc: c@d.cn"),
        ("webhook", "example.cn/hook"), ("webhook", "ftp://example.cn"), ("webhook", "http://"),
        ("webhook", "http://[::1"), ("webhook", None),
    ],
)  # fmt: skip
def test_an_address_that_cannot_work_is_refused(channel: Channel, address: str | None) -> None:
    with pytest.raises(Unreasonable):
        address_of(channel, address, WITH_MAIL)


def test_mail_needs_a_mail_server() -> None:
    with pytest.raises(MailNotSetUp, match="QINGCHENG_SMTP_URL"):
        address_of("email", "wang@example.cn", NotifySettings(smtp_url=None))


def test_addresses_are_shown_masked() -> None:
    assert WAYS["email"].mask("wang@example.cn") == "w***@example.cn"
    assert (
        WAYS["webhook"].mask("https://u:p@example.cn:8443/hook/s3cret?k=1") == "https://example.cn:8443/***"
    )
