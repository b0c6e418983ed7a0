"""The people of the house, as the doors of holds know them."""

from tests.intake.holds.conftest import any_store_url, li, signed_in, vet, wang

__all__ = ["any_store_url", "li", "signed_in", "vet", "wang"]
