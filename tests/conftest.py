"""What all tests share: none of them touches the configuration of whoever runs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def a_configuration_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys are made where nobody keeps any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("configuration")))
        yield
