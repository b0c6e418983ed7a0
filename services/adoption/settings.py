"""What the environment decides for adoption alone."""

from pydantic import Field

from shared.settings import Settings


class AdoptionSettings(Settings):
    """The shared settings, and a few more. Each limit is for claims, applications and visits apart."""

    import_patience: float = Field(60.0, description="seconds without news before an unknown dog is refused")
    asked_an_hour: int = Field(20, ge=1, description="claims (applications, visits, codes) from one address")
    asked_a_day_by_phone: int = Field(5, ge=1, description="claims (applications, visits) by one phone")
    asked_a_day_for_dog: int = Field(
        30, ge=1, description="claims (applications) for one dog, beyond which they are set apart at the desk"
    )
    codes_a_quarter: int = Field(3, ge=1, description="codes for one phone in a quarter of an hour")
    looked_up_an_hour: int = Field(120, ge=1, description="looks at reference numbers from one address")
