"""Who rates the people of `rivals.py`: how each is set up, what it starts from, what it gives.

Each starts from the evidence in the form that suits it best, laid out before the clock starts:
a Polars frame, arrays of numbers, a table of DuckDB, a dictionary for each person. Libraries are
imported where a contender is set up, so that each can be measured in a process of its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import polars
import sales_director_rules as rules
from polars import DataFrame

FRAMEWORK = Path(__file__).parents[1] / "frameworks/enterprise_sales_director.rules"
PERIOD = "2026-Q1"
_POINTS = {level: points for points, level in enumerate(rules.LEVELS, start=1)}


@dataclass(frozen=True, slots=True)
class Ready:
    """A contender that is set up.

    `lay_out` brings people into its form, `rate` is what is measured, and `points` tells what came
    out: for each person `overall` and each rated measure as 1 to 5 or null, `overall.score`.
    """

    lay_out: Callable[[DataFrame], Any]
    rate: Callable[[Any], Any]
    points: Callable[[Any], DataFrame]


@dataclass(frozen=True, slots=True)
class Contender:
    """One line of a table. Whether it rates everybody `at once`, and of how many people it rates
    one; whether it gives `ratings` and scores only, or also keeps `everything` that explains them.
    """

    id: str
    name: str
    takes: Literal["at once", "one by one"]
    gives: Literal["ratings", "everything"]
    share: int
    needs: str
    set_up: Callable[[], Ready]

    @property
    def installed(self) -> bool:
        return find_spec(self.needs) is not None


def _points_of_levels(frame: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """Columns of levels -> their points, each under the name it is to have."""
    return frame.select(
        polars.col("overall.score").cast(polars.Float64),
        *(
            polars.col(name)
            .cast(polars.String)
            .replace_strict(_POINTS, return_dtype=polars.Int8)
            .alias(id)
            for id, name in names.items()
        ),
    )


_RATING_COLUMNS = {"overall": "overall", **{id: f"{id}.rating" for id in rules.RATED}}


def _rated_points(frame: DataFrame) -> DataFrame:
    """The points 1 to 5, and null for what is absent in whichever way."""
    earned = [polars.col(id) for id in ("overall", *rules.RATED)]
    return frame.select(
        polars.col("overall.score").cast(polars.Float64).fill_nan(None),
        *(polars.when(each > 0).then(each.fill_nan(None)).cast(polars.Int8) for each in earned),
    )


def _assay_frame(detail: str) -> Callable[[], Ready]:
    def set_up() -> Ready:
        import assay

        framework = assay.load(FRAMEWORK)
        return Ready(
            lay_out=lambda people: people,
            rate=lambda people: framework.rate_frame(people, period=PERIOD, detail=detail),
            points=lambda rated: _points_of_levels(rated, _RATING_COLUMNS),
        )

    return set_up


def _polars(*, explained: bool) -> Callable[[], Ready]:
    def set_up() -> Ready:
        import columns_by_hand

        return Ready(
            lay_out=lambda people: people,
            rate=lambda people: columns_by_hand.rate(people.lazy(), explained=explained),
            points=lambda rated: _points_of_levels(rated, _RATING_COLUMNS),
        )

    return set_up


def _arrays(people: DataFrame) -> dict[str, Any]:
    numbers = people.select(
        *(polars.col(fact).cast(polars.Float64) for fact in rules.FACTS),
        *(
            polars.col(rater).replace_strict(rules.PROFICIENCY, return_dtype=polars.Float64)
            for rater in rules.RATERS
        ),
    )
    return {each.name: each.fill_null(float("nan")).to_numpy() for each in numbers}


def _numpy() -> Ready:
    import sales_director_in_numpy

    return Ready(
        lay_out=_arrays,
        rate=sales_director_in_numpy.rate,
        points=lambda rated: _rated_points(DataFrame(rated)),
    )


def _duckdb() -> Ready:
    import duckdb
    import sales_director_in_sql

    connection = duckdb.connect()
    query = sales_director_in_sql.query()

    def lay_out(people: DataFrame) -> None:
        connection.register("evidence", people)
        connection.execute("CREATE OR REPLACE TABLE people AS SELECT * FROM evidence")
        connection.unregister("evidence")

    def points(rated: Any) -> DataFrame:
        frame = DataFrame(rated).rename({f"{id}.points": id for id in rules.MEASURES})
        overall = polars.col("overall").replace_strict(_POINTS, return_dtype=polars.Int8)
        return _rated_points(frame.with_columns(overall))

    return Ready(lay_out, lambda _: connection.sql(query).to_arrow_table(), points)


def _openfisca() -> Ready:
    import sales_director_in_openfisca

    system = sales_director_in_openfisca.system()
    return Ready(
        lay_out=_arrays,
        rate=lambda facts: sales_director_in_openfisca.rate(system, facts),
        points=lambda rated: _rated_points(DataFrame(rated)),
    )


def _evidence(people: DataFrame) -> list[dict[str, Any]]:
    return people.drop("person").to_dicts()


def _assay_single() -> Ready:
    import assay

    rater = assay.load(FRAMEWORK).rater(period=PERIOD)

    def points(ratings: Iterable[Any]) -> DataFrame:
        levels = [
            {"overall": each.level, "overall.score": each.score and float(each.score)}
            | {f"{id}.rating": each[id].rating for id in rules.RATED}
            for each in ratings
        ]
        return _points_of_levels(DataFrame(levels, infer_schema_length=None), _RATING_COLUMNS)

    return Ready(_evidence, lambda people: [rater.rate(person) for person in people], points)


def _exact_evidence(people: DataFrame) -> list[dict[str, Any]]:
    """Numbers as written: a float stands for the shortest decimal that reads back as it."""
    return [
        {
            name: Fraction(Decimal(repr(value))) if isinstance(value, int | float) else value
            for name, value in person.items()
        }
        for person in _evidence(people)
    ]


def _python(number: type[Any]) -> Callable[[], Ready]:
    def set_up() -> Ready:
        import sales_director_in_python

        rate = sales_director_in_python.rules(number)

        def points(outcomes: Iterable[sales_director_in_python.Outcome]) -> DataFrame:
            rows = [
                {"overall": each.level and _POINTS[each.level]}
                | {"overall.score": None if each.score is None else float(each.score)}
                | {
                    id: points
                    for id, points in zip(rules.MEASURES, each.points, strict=True)
                    if id in rules.RATED
                }
                for each in outcomes
            ]
            return _rated_points(DataFrame(rows, infer_schema_length=None))

        lay_out = _exact_evidence if number is Fraction else _evidence
        return Ready(lay_out, lambda people: [rate(person) for person in people], points)

    return set_up


def _zen(*, traced: bool) -> Callable[[], Ready]:
    def set_up() -> Ready:
        import absent_in_zen
        from sales_director_in_zen import context

        graph = absent_in_zen.decision()
        options = {"trace": traced}

        def points(outcomes: Iterable[Mapping[str, Any]]) -> DataFrame:
            results = [outcome["result"] for outcome in outcomes]
            rows = [
                {"overall": each["level"] and _POINTS[each["level"]]}
                | {"overall.score": each["score"]}
                | {id: each["rated"][id]["points"] for id in rules.RATED}
                for each in results
            ]
            return _rated_points(DataFrame(rows, infer_schema_length=None))

        return Ready(
            lay_out=lambda people: [context(person) for person in _evidence(people)],
            rate=lambda people: [graph.evaluate(person, options) for person in people],
            points=points,
        )

    return set_up


CONTENDERS = (
    Contender(
        "assay-frame",
        "assay `rate_frame` (ratings)",
        "at once",
        "ratings",
        1,
        "narwhals",
        _assay_frame("ratings"),
    ),
    Contender(
        "polars",
        "Polars by hand (ratings)",
        "at once",
        "ratings",
        1,
        "polars",
        _polars(explained=False),
    ),
    Contender(
        "assay-frame-all",
        "assay `rate_frame` (all)",
        "at once",
        "everything",
        1,
        "narwhals",
        _assay_frame("all"),
    ),
    Contender(
        "polars-all",
        "Polars by hand (all)",
        "at once",
        "everything",
        1,
        "polars",
        _polars(explained=True),
    ),
    Contender("numpy", "numpy by hand", "at once", "ratings", 1, "numpy", _numpy),
    Contender("duckdb", "DuckDB SQL by hand", "at once", "ratings", 1, "duckdb", _duckdb),
    Contender("openfisca", "OpenFisca", "at once", "everything", 1, "openfisca_core", _openfisca),
    Contender(
        "assay", "assay `rate` (traced)", "one by one", "everything", 100, "assay", _assay_single
    ),
    Contender(
        "python", "Python by hand (`float`)", "one by one", "ratings", 100, "polars", _python(float)
    ),
    Contender(
        "fraction",
        "Python by hand (`Fraction`)",
        "one by one",
        "ratings",
        500,
        "polars",
        _python(Fraction),
    ),
    Contender("zen", "zen-engine", "one by one", "ratings", 1_000, "zen", _zen(traced=False)),
    Contender(
        "zen-traced",
        "zen-engine (traced)",
        "one by one",
        "everything",
        1_000,
        "zen",
        _zen(traced=True),
    ),
)
EXACT = "fraction"


def contender(id: str) -> Contender:
    """The contender of that id."""
    return next(each for each in CONTENDERS if each.id == id)
