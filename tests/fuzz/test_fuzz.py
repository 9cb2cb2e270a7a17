"""A minute of the fuzzers; `make fuzz` runs them longer."""

from __future__ import annotations

import os

import pytest

from fuzz.readers import READERS
from fuzz.running import run

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))


@pytest.mark.skipif(os.name != "posix", reason="needs the alarm of POSIX")
@pytest.mark.parametrize("name", READERS)
def test_every_file_gives_a_result_or_one_clear_line(name: str) -> None:
    number, found = run(name, SECONDS / len(READERS), SEED)
    assert number > 0
    assert found == []
