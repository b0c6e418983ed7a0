"""What the environment decides for adoption alone."""

from pydantic import Field

from shared.said import Said
from shared.settings import Settings


class AdoptionSettings(Settings):
    """The shared settings, and a few more. Each limit is for claims, applications and visits apart."""

    import_patience: float = Field(
        60.0,
        description=Said(
            "导入时等一只未知犬的消息多少秒",
            "seconds that an import waits for news of a dog that nobody knows",
        ),
    )
    asked_an_hour: int = Field(
        20,
        ge=1,
        description=Said(
            "一个地址每小时的认领、申请、预约、验证码各几次",
            "claims (applications, visits, codes) from one address in an hour",
        ),
    )
    asked_a_day_by_phone: int = Field(
        5,
        ge=1,
        description=Said("一个手机号每天各几次", "claims (applications, visits) by one phone in a day"),
    )
    asked_a_day_for_dog: int = Field(
        30,
        ge=1,
        description=Said(
            "一只犬每天几份；多出的另放一处，不拒绝",
            "claims (applications) for one dog in a day, beyond which they are set apart at the desk",
        ),
    )
    codes_a_quarter: int = Field(
        3, ge=1, description=Said("一个手机号一刻钟内几个验证码", "codes for one phone in 15 minutes")
    )
    looked_up_an_hour: int = Field(
        120,
        ge=1,
        description=Said(
            "一个地址每小时可查几次受理编号", "looks at reference numbers from one address in an hour"
        ),
    )
