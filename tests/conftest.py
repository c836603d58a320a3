"""Hypothesis profiles: `ci` by default; `pytest --hypothesis-profile=long` searches further.

`ci` draws the same examples in every run, so that a failure repeats anywhere. `long` draws new
ones each time, a hundred times as many, for an evening's search after a change to the language
or the engine. Neither has a deadline: a shared machine stalls for reasons of its own.
"""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    max_examples=100,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long",
    max_examples=10_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--crowds",
        type=int,
        default=0,
        metavar="N",
        help="rate N more crowds of generated people by columns and one by one",
    )
