"""Files of ratings give the summary of the ratings themselves, or say why they do not."""

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import assay

ROOT = Path(__file__).parents[3]
FRAMEWORK = ROOT / "frameworks/enterprise_sales_director.rules"
REGIONS = ["North", "South", "East"]


@pytest.fixture(scope="module")
def director():
    return assay.load(FRAMEWORK)


@pytest.fixture(scope="module")
def rater(director):
    return director.rater(period="2026-Q1", parameters={"target_cycle": "90 days"})


@pytest.fixture(scope="module")
def ratings(director, rater):
    path = ROOT / "examples/directors.csv"
    data = assay.EvidenceData("directors.csv", path.read_bytes(), "csv")
    people = assay.read_evidence(director.checked, data).people
    return [rater.rate(one.values, person=one.person, origins=one.origins) for one in people]


@pytest.fixture(scope="module")
def kept(ratings):
    return {each.person: {"region": REGIONS[at % 3]} for at, each in enumerate(ratings)}


PROBLEMS = [
    assay.Problem("bad-value", "x", "quota", "-1", "wrong"),
    assay.Problem("no-person", "", "person", "", "nobody"),
]


def csv_of(rater, ratings, kept):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(assay.flat_headings(rater.plan, ["region"]))
    for each in ratings:
        writer.writerow(assay.flat_row(each, [kept[each.person]["region"]]))
    return text.getvalue().encode()


def json_of(rater, ratings, kept):
    document = assay.ratings_document(rater, ratings, PROBLEMS, keep=["region"], kept=kept)
    return json.dumps(document).encode()


def lines_of(rater, ratings, kept):
    lines = (assay.rating_document(each, keep=["region"], kept=kept) for each in ratings)
    return "\n".join(map(json.dumps, lines)).encode()


def parquet_of(rater, ratings, kept):
    return assay.ratings_parquet(rater, ratings, PROBLEMS, keep=["region"], kept=kept)


WRITERS = {"csv": csv_of, "json": json_of, "jsonl": lines_of, "parquet": parquet_of}


def file(style, content, name=None):
    return assay.RatingsFile(name or f"ratings.{style}", io.BytesIO(content), style)


def test_the_groups_of_people_left_out(rater, ratings, kept):
    everyone = {**kept, "x": {"region": "South"}}
    report = assay.summarize_files([file("json", json_of(rater, ratings, everyone))], by="region")
    south = next(each for each in report.groups if each.name == "South")
    assert (south.people, south.refused) == (5, 1)
    counted = [file("parquet", parquet_of(rater, ratings, everyone))]
    report = assay.summarize_files(counted, by="region")
    assert report.groups[-1].refused == 1
    assert "summary.note.left-out-groups" in report.notes


@pytest.mark.parametrize("style", ["json", "parquet"])
def test_files_that_describe_themselves(rater, ratings, kept, style):
    groups = {person: texts["region"] for person, texts in kept.items()}
    report = assay.summarize_files([file(style, WRITERS[style](rater, ratings, kept))], by="region")
    expected = assay.summarize(ratings, PROBLEMS, by="region", groups=groups)
    assert replace(report, notes=()) == expected


@pytest.mark.parametrize("style", ["csv", "jsonl"])
def test_files_that_need_the_framework(director, rater, ratings, kept, style):
    content = WRITERS[style](rater, ratings, kept)
    report = assay.summarize_files(
        [file(style, content)], framework=director, parameters={"target_cycle": "90 days"}
    )
    assert replace(report, notes=()) == assay.summarize(ratings)
    assert report.notes == ("summary.note.left-out",)


@pytest.mark.parametrize("style", ["csv", "jsonl"])
def test_files_alone_order_levels_by_their_points(rater, ratings, kept, style):
    report = assay.summarize_files([file(style, WRITERS[style](rater, ratings, kept))])
    expected = assay.summarize(ratings)
    assert not report.scheme.complete
    for mine, theirs in zip(report.everyone.measures, expected.everyone.measures, strict=True):
        counts = {level.id: people for level, people in theirs.rated if people}
        assert {level.id: people for level, people in mine.rated if people} == counts
        assert mine.spread == theirs.spread
        assert mine.near is None
    overall = [level.id for level, _ in report.everyone.overall.rated]
    assert overall == ["outstanding", "exceeds", "meets", "developing", "unsatisfactory"]


def test_several_files_are_summed_up_together(rater, ratings, kept):
    parts = [
        file("parquet", parquet_of(rater, ratings[:5], kept), "a.parquet"),
        file("json", json_of(rater, ratings[5:], kept), "b.json"),
    ]
    report = assay.summarize_files(parts)
    twice = assay.summarize(ratings)
    assert report.everyone.measures == twice.everyone.measures
    assert report.everyone.refused == 2  # each of the files leaves somebody out


def test_groups_from_elsewhere(rater, ratings, kept):
    content = json_of(rater, ratings, kept)
    teams = {each.person: "A" for each in ratings[:7]}
    report = assay.summarize_files([file("json", content)], by="team", groups=teams)
    assert [(each.name, each.people) for each in report.groups] == [("A", 7), (None, 6)]


def test_any_column_groups(rater, ratings, kept):
    content = csv_of(rater, ratings, kept)
    report = assay.summarize_files([file("csv", content)], by="quota_achievement.rating")
    assert sum(each.people for each in report.groups) == len(ratings)
    exceeds = next(each for each in report.groups if each.name == "exceeds")
    values = [each for each in ratings if each["quota_achievement"].rating == "exceeds"]
    assert exceeds.people == len(values)
    assert exceeds.measures[0].spread.highest == max(each.score for each in values)


# --- wrong inputs --------------------------------------------------------------------------


def refused(*files, **options):
    with pytest.raises(assay.UsageError) as error:
        assay.summarize_files(files, **options)
    return str(error.value)


def test_files_that_hold_no_ratings():
    evidence = (ROOT / "examples/directors.csv").read_bytes()
    assert refused(file("csv", evidence, "people.csv")) == (
        "`people.csv` holds no ratings: it has no column `state`; `assay rate … -o ratings.csv` "
        "writes them"
    )
    assert "it is no document of ratings" in refused(file("json", b'{"people": []}'))
    assert "line 1 is no rating" in refused(file("jsonl", b'{"person": "a"}'))
    assert "is no Parquet file" in refused(file("parquet", b"person,state"))
    assert "line 1, column 2 is not JSON" in refused(file("json", b"{"))


@pytest.mark.parametrize("style", ["csv", "jsonl"])
def test_empty_files(style):
    assert refused(file(style, b"")) == f"`ratings.{style}` is empty"


def test_headings_without_rows(rater, kept):
    assert "it has headings and no rows" in refused(file("csv", csv_of(rater, [], kept)))


def test_an_unknown_column(rater, ratings, kept):
    said = refused(file("csv", csv_of(rater, ratings, kept)), by="regio")
    assert said.startswith("`ratings.csv`: there is no column `regio`; did you mean `region`?")
    assert "`--keep regio`" in said


def test_ratings_of_two_frameworks(rater, ratings, kept):
    shop = assay.load(ROOT / "tests/cli/files/shop.rules")
    other = shop.rater(period="2026-Q1")
    rated = other.rate({"revenue": 1}, person="z")
    theirs = json_of(other, [rated], {})
    ours = json_of(rater, ratings, kept)
    said = refused(file("json", ours), file("json", theirs))
    assert said.startswith(
        "the ratings are of two frameworks, `enterprise_sales_director` and `shop` (meaning"
    )
    mixed = csv_of(rater, ratings, kept).replace(
        rater.plan.framework.digests.meaning.encode(), b"0" * 64, 1
    )
    said = refused(file("csv", mixed))
    assert said.startswith(
        "the ratings are of two frameworks, or two versions of one (meaning 0000"
    )


def test_another_version_of_the_framework(rater, ratings, kept):
    shop = assay.load(ROOT / "tests/cli/files/shop.rules")
    said = refused(file("csv", csv_of(rater, ratings, kept)), framework=shop)
    assert said.startswith(
        "`ratings.csv` was rated by another framework than the one named, or by another version"
    )


def test_other_parameters(director, ratings, rater, kept):
    default = director.rater(period="2026-Q1", parameters={"target_revenue": "1_000 USD"})
    again = default.rate({}, person="someone")
    said = refused(
        file("json", json_of(rater, ratings, kept)),
        file("json", json_of(default, [again], {"someone": {"region": "x"}})),
    )
    assert "the thresholds of `revenue`" in said


def test_somebody_twice(rater, ratings, kept):
    content = csv_of(rater, ratings, kept)
    said = refused(file("csv", content, "a.csv"), file("csv", content, "b.csv"))
    assert said == "`director-01` is rated twice: in `a.csv` and in `b.csv`"
    assert refused(file("csv", csv_of(rater, ratings * 2, kept))) == (
        "`director-01` is rated twice: in `ratings.csv`"
    )


def test_damaged_rows(rater, ratings, kept):
    content = csv_of(rater, ratings, kept) + b"director-99,x\n"
    assert "`ratings.csv`, row 14: 2 cells, the headings are" in refused(file("csv", content))


def test_numbers_are_read_exactly():
    from assay.engine.summary.counting import number_of

    assert number_of("27/25") == Fraction(27, 25)
    assert number_of("-1.08") == Fraction(-27, 25)
    assert number_of(0.1) == Fraction(1, 10)
    for each in ("1e999999999", "1/0", "", "high", "1.5/2", "nan", float("nan"), True, "9" * 5000):
        assert number_of(each) is None


def replaced(rater, ratings, kept, old, new):
    return csv_of(rater, ratings, kept).replace(old, new, 1)


def test_files_that_another_program_saved(director, rater, ratings, kept):
    semicolons = csv_of(rater, ratings[:1], kept).replace(b",", b";") + b"\n"
    assert assay.summarize_files([file("csv", semicolons)]).everyone.people == 1
    # A fraction that a spreadsheet took for a date is not left out in silence.
    dated = replaced(rater, ratings, kept, b"10620800/207", b"10-May")
    said = refused(file("csv", dated), framework=director)
    assert said == (
        "the column `pipeline_velocity` says `10-May`, which is no number as `assay rate` writes "
        "them: has another program saved the file?"
    )
    assert "the column `pipeline_velocity` has a text that is no number" in refused(
        file("csv", dated)
    )


def test_columns_that_only_look_like_ratings(director, rater, ratings, kept):
    assert refused(file("csv", b"person,state\nann,Ohio\n")) == (
        "the column `state` says `Ohio`, which no rating is"
    )
    level = replaced(rater, ratings, kept, b",rated,exceeds,", b",rated,superb,")
    said = refused(file("csv", level), framework=director)
    assert said.startswith("the column `level`: there is no level `superb`; there are")


def test_rated_frames_in_files(director, ratings, tmp_path):
    import polars

    path = ROOT / "examples/directors.csv"
    rated = director.rate_frame(
        polars.read_csv(path, infer_schema_length=0), period="2026-Q1", numbers="exact"
    )
    rated.write_parquet(tmp_path / "rated.parquet")
    with (tmp_path / "rated.parquet").open("rb") as content:
        report = assay.summarize_files(
            [assay.RatingsFile("rated.parquet", content, "parquet")],
            framework=director,
            period="2026-Q1",
        )
    rater = director.rater(period="2026-Q1")
    summary = assay.Summary.of(rater)
    summary.add_frame(rated)
    assert report.everyone == summary.report().everyone
    assert report.everyone.people == len(ratings)
    with (tmp_path / "rated.parquet").open("rb") as content:
        files = [assay.RatingsFile("rated.parquet", content, "parquet")]
        groups = assay.summarize_files(files, by="overall.rule").groups
    assert sum(each.people for each in groups) == len(ratings)
