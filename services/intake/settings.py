"""What intake lets its environment decide."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from shared.said import Said
from shared.service import Service
from shared.settings import Settings


class IntakeSettings(Settings):
    """On top of what every service has."""

    admin_password: str | None = Field(
        default=None,
        repr=False,
        description=Said(
            "admin 的初始密码，只在首次启动时读；不设则生成一个",
            "the first password of admin, read at the first start alone; made if not said",
        ),
    )
    login_tries: int = Field(
        default=5,
        ge=1,
        description=Said(
            "同一地址同一账号输错几次密码后要等待",
            "wrong passwords for a name from an address; then it waits",
        ),
    )
    wait_seconds: float = Field(
        default=10.0,
        gt=0,
        description=Said(
            "第一次等多少秒，以后逐次加倍", "seconds to wait the first time; each further one doubles"
        ),
    )
    longest_wait_minutes: float = Field(
        default=5.0, gt=0, description=Said("最多等多少分钟", "minutes that it waits at most")
    )
    idle_minutes: float = Field(
        default=30.0,
        gt=0,
        description=Said(
            "页面多少分钟没有动静就退出登录", "minutes without a sign of life after which a page logs out"
        ),
    )
    session_hours: float = Field(
        default=8.0,
        gt=0,
        le=12,
        description=Said(
            "登录多少小时后须重新输密码", "hours after which everybody gives the password again"
        ),
    )
    totp_for: str = Field(
        default="",
        description=Said(
            "哪些角色须用动态验证码，逗号分隔；two-people 指有权确认的人",
            "roles that log in with codes, by commas; `two-people`: whoever may confirm",
        ),
    )
    jurisdiction: Path | None = Field(
        default=None,
        description=Said("本市的规则文件；默认呼和浩特", "the city's pack of rules; Hohhot's if not said"),
    )
    font: Path | None = Field(
        default=None,
        description=Said(
            "标签和笼卡用的中文 TrueType 字体", "a TrueType font with Chinese, for labels and cards"
        ),
    )

    @property
    def idle_lasts(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)

    @property
    def session_lasts(self) -> timedelta:
        return timedelta(hours=self.session_hours)


def chosen(service: Service) -> IntakeSettings:
    """The settings that intake runs with."""
    assert isinstance(service.settings, IntakeSettings)
    return service.settings
