"""However long an export is, making it takes the same memory."""

import pytest

from tests.benchmarks.export_memory import KINDS, peaks

FEW, MANY = 50_000, 350_000
LEEWAY = 30  # megabytes: a tenth of a kilobyte for each of the rows more, in any format


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_seven_times_as_long_takes_no_more_memory(kind: str) -> None:
    few, many = peaks(kind, FEW, MANY)
    assert many - few < LEEWAY
