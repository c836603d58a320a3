"""docs/benchmarks.md is what the stored results say, and nothing else."""

import json

import pytest
from growth import growths, tenfold
from report import PAGE, RESULTS, page


def contender(id, microseconds, any=0):
    return {
        "id": id,
        "people": 1000,
        "microseconds": microseconds,
        "overall": any // 2,
        "any": any,
        "peak": 100.0,
        "added": 2.0,
    }


@pytest.fixture
def results():
    return {
        "date": "2026-03-31",
        "machine": {"cores": 2, "memory": 8, "processor": "x86_64", "system": "Linux"},
        "versions": {"Python": "3.11.7", "Polars": "2.1.0"},
        "rivals": {
            "people": 1000,
            "rounds": 5,
            "seed": 1,
            "contenders": [
                contender("assay-frame", 1.5),
                contender("polars", 1.0, any=4),
                contender("assay-frame-all", 2.0),
                contender("polars-all", 2.04, any=4),
                contender("assay", 50.0),
                contender("python", 5.0, any=7),
                contender("fraction", 100.0),
            ],
        },
        "growth": {
            "frames": [
                {"people": 1000, "seconds": 0.02},
                {"people": 10_000, "seconds": 0.1},
                {"people": 100_000, "seconds": 1.0},
            ],
            "singles": [{"people": 100, "seconds": 0.005}],
            "kpis": [
                {"kpis": 10, "load": 0.1, "plan": 0.1, "rate": 0.00005, "frame": 0.5},
                {"kpis": 100, "load": 0.9, "plan": 1.0, "rate": 0.0005, "frame": 5.0},
            ],
            "wide": {
                "kpis": 100,
                "measures": 25,
                "people": 10_000,
                "absent": 0.03,
                "microseconds": 15.2,
                "narrow": 14.0,
            },
        },
    }


def test_the_page_is_written_from_the_results() -> None:
    stored = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert PAGE.read_text(encoding="utf-8") == page(stored), "run `make bench-docs`"


def test_lines_have_ratios_and_counts(results) -> None:
    text = page(results)
    assert (
        "| Polars by hand (ratings) | ratings | 1.00 | 1.00 | 0.20 | 1,000 | 2 | 4 | 100 MiB |"
        in text
    )
    assert (
        "| assay `rate` (traced) | everything | 50.00 | 50 | 10 | 1,000 | 0 | 0 | 2.0 KiB a person |"
        in text
    )
    assert "2 cores (x86_64), 8 GiB of memory, Linux; Python 3.11.7, Polars 2.1.0." in text


def test_it_says_where_assay_is_slower(results) -> None:
    slower, rest = (
        page(results).split("## Where assay is slower\n")[1].split("## Where assay is as")
    )
    assert slower.split("\n- ")[1:] == [
        "assay `rate_frame` (ratings) takes 1.50 times as long as Polars by hand (ratings)",
        "assay `rate` (traced) takes 10 times as long as Python by hand (`float`)\n\n",
    ]
    assert "- assay `rate_frame` (all) takes as long as Polars by hand (all)\n" in rest
    assert (
        "- Python by hand (`Fraction`) takes 2.00 times as long as assay `rate` (traced)\n" in rest
    )


def test_it_says_who_rates_otherwise_and_what_was_left_out(results) -> None:
    text = page(results)
    assert (
        "- Python by hand (`float`): 7 of 1,000 people have another level somewhere,"
        " 3 another overall level\n" in text
    )
    assert (
        "Not installed, and left out: numpy by hand, DuckDB SQL by hand, OpenFisca, zen-engine,"
        " zen-engine (traced).\n" in text
    )


def test_growth_goes_by_the_line_before(results) -> None:
    text = page(results)
    assert "| 1,000 people | 0.020 | 20.00 |  |\n| 10,000 people | 0.100 | 10.00 | 5.0 |" in text
    assert "| 100,000 people | 1.000 | 10.00 | 10.0 |" in text
    assert "| 100 | 0.900 | 9.0 | 1.000 | 10.0 | 0.00050 | 10.0 | 5.000 | 10.0 |" in text


def test_tenfold_is_the_power_of_ten() -> None:
    assert tenfold((10, 1000), (1.0, 100.0)) == pytest.approx(10)
    assert tenfold((10, 100), (2.0, 3.0)) == pytest.approx(1.5)
    assert growths([{"n": 1, "s": 1.0}, {"n": 10, "s": 20.0}], "n", "s") == [
        None,
        pytest.approx(20),
    ]


def test_what_is_exact_is_named_but_not_the_yardstick(results) -> None:
    (line,) = [line for line in page(results).splitlines() if line.startswith("Nobody,")]
    assert line == (
        "Nobody, held against exact arithmetic: assay `rate_frame` (ratings), 1,000 people;"
        " assay `rate_frame` (all), 1,000 people; assay `rate` (traced), 1,000 people."
    )
