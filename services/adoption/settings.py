"""What the environment decides for adoption alone."""

from pydantic import Field

from shared.settings import Settings


class AdoptionSettings(Settings):
    """The shared settings, and one more."""

    import_patience: float = Field(60.0, description="seconds without news before an unknown dog is refused")
