"""What the rails promise: nothing lost, nothing twice, in order, on both kinds of store."""

import pytest

pytest.register_assert_rewrite("tests.shared.way")
