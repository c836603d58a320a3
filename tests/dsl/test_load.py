"""Loading a file and all that it uses, and nothing else."""

import os
from pathlib import Path

import pytest

from assay.dsl.load import load, load_text

HEADER = 'framework demo { version: "1.0" }\n'


@pytest.fixture
def write(tmp_path):
    """Writes files below a folder; gives the path of the first."""

    def write_files(**texts):
        paths = []
        for name, text in texts.items():
            path = tmp_path / "rules" / (name.replace("__", "/") + ".rules")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return paths[0]

    return write_files


def found(loaded):
    return [(each.code, each.message, each.span.text) for each in loaded[1]]


def names(loaded):
    return [Path(file.span.source.name).name for file in loaded[0]]


def test_a_file_comes_first_then_those_it_uses_each_once(write):
    main = write(
        main='use "a.rules"\nuse "b.rules"\n' + HEADER,
        a='use "deep/c.rules"\ninput a { type: number }',
        b='use "deep/c.rules"\nuse "./a.rules"\ninput b { type: number }',
        deep__c='use "../d.rules"\ninput c { type: number }',
        d="input d { type: number }",
    )
    loaded = load(main)
    assert found(loaded) == []
    assert names(loaded) == ["main.rules", "a.rules", "c.rules", "d.rules", "b.rules"]


def test_a_source_is_named_as_the_caller_would_find_it(write, monkeypatch):
    main = write(main='use "deep/a.rules"\n' + HEADER, deep__a="input a { type: number }")
    monkeypatch.chdir(main.parent.parent)
    files, _ = load("rules/main.rules")
    assert [file.span.source.name for file in files] == [
        "rules/main.rules",
        str(Path("rules", "deep", "a.rules")),
    ]


def test_a_missing_first_file_is_the_callers_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nowhere.rules")
    with pytest.raises(IsADirectoryError):
        load(tmp_path)


def test_a_used_file_that_is_not_there(write):
    main = write(main='use "nowhere.rules"\n' + HEADER)
    assert found(load(main)) == [
        ("file-not-found", "there is no file `nowhere.rules`", '"nowhere.rules"')
    ]


def test_a_folder_is_not_a_file(write):
    main = write(main='use "deep"\n' + HEADER, deep__a="")
    assert found(load(main)) == [("file-not-found", "`deep` is not a file", '"deep"')]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../secret.rules", "`../secret.rules` lies outside the folder of the framework"),
        (
            "deep/../../secret.rules",
            "`deep/../../secret.rules` lies outside the folder of the framework",
        ),
        (
            "/etc/passwd",
            "`/etc/passwd` does not start from the file that names it",
        ),
        (r"..\\secret.rules", r"`..\secret.rules` is not a path of this language"),
        ("C:secret.rules", "`C:secret.rules` does not start from the file that names it"),
        ("c:/secret.rules", "`c:/secret.rules` does not start from the file that names it"),
        ("", "this names no file"),
        (" ", "this names no file"),
    ],
)
def test_paths_that_leave_the_folder_are_refused(write, tmp_path, path, message):
    (tmp_path / "secret.rules").write_text("input secret { type: number }", encoding="utf-8")
    main = write(main=f'use "{path}"\n' + HEADER, deep__a="")
    loaded = load(main)
    assert found(loaded) == [("outside-folder", message, f'"{path}"')]
    assert names(loaded) == ["main.rules"]


def test_an_outside_file_is_refused_alike_whether_it_exists_or_not(write):
    main = write(main='use "../nowhere.rules"\n' + HEADER)
    assert [code for code, _, _ in found(load(main))] == ["outside-folder"]


def test_a_name_that_no_file_can_have(write):
    main = write(main='use "a\0b.rules"\n' + HEADER)
    assert {code for code, _, _ in found(load(main))} <= {
        "outside-folder",
        "unexpected-character",
        "syntax",
    }
    assert found(load(main))


def test_a_link_out_of_the_folder_is_refused(write, tmp_path):
    (tmp_path / "secret.rules").write_text("input secret { type: number }", encoding="utf-8")
    main = write(main='use "link.rules"\nuse "folder/secret.rules"\n' + HEADER)
    (main.parent / "link.rules").symlink_to(tmp_path / "secret.rules")
    (main.parent / "folder").symlink_to(tmp_path, target_is_directory=True)
    loaded = load(main)
    assert [code for code, _, _ in found(loaded)] == ["outside-folder", "outside-folder"]
    assert names(loaded) == ["main.rules"]


def test_a_used_file_may_not_leave_either(write, tmp_path):
    (tmp_path / "secret.rules").write_text("", encoding="utf-8")
    main = write(
        main='use "deep/a.rules"\n' + HEADER,
        deep__a='use "../../secret.rules"\ninput a { type: number }',
    )
    assert [code for code, _, _ in found(load(main))] == ["outside-folder"]


def test_an_allowed_folder_is_open(write, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "scales.rules").write_text("scale grade { a = 2  b = 1 }", encoding="utf-8")
    main = write(main='use "../shared/scales.rules"\n' + HEADER)
    assert [code for code, _, _ in found(load(main))] == ["outside-folder"]
    loaded = load(main, allowed_folders=(shared,))
    assert found(loaded) == []
    assert names(loaded) == ["main.rules", "scales.rules"]


def test_a_folder_whose_name_begins_alike_is_another(write, tmp_path):
    (tmp_path / "rules-private").mkdir()
    (tmp_path / "rules-private" / "a.rules").write_text("", encoding="utf-8")
    main = write(main='use "../rules-private/a.rules"\n' + HEADER)
    assert [code for code, _, _ in found(load(main))] == ["outside-folder"]


def test_a_pipe_is_no_file_and_is_not_waited_for(write):
    main = write(main='use "pipe.rules"\n' + HEADER)
    os.mkfifo(main.parent / "pipe.rules")
    assert found(load(main)) == [("file-not-found", "`pipe.rules` is not a file", '"pipe.rules"')]


def test_a_circle_is_reported_link_by_link(write):
    main = write(main='use "a.rules"\n' + HEADER, a='use "b.rules"', b='use "main.rules"')
    _, problems = load(main)
    (problem,) = problems
    folder = main.parent
    assert problem.code == "circular-use"
    assert problem.message == f"`{main}` uses itself through others"
    assert problem.span.source.name == str(folder / "b.rules")
    assert problem.label == f"`{folder / 'b.rules'}` uses `{main}`"
    assert [(label.span.source.name, label.message) for label in problem.secondary] == [
        (str(main), f"`{main}` uses `{folder / 'a.rules'}`"),
        (str(folder / "a.rules"), f"`{folder / 'a.rules'}` uses `{folder / 'b.rules'}`"),
    ]


def test_a_file_that_uses_itself(write):
    main = write(main='use "main.rules"\n' + HEADER)
    assert found(load(main)) == [("circular-use", f"`{main}` uses itself", 'use "main.rules"')]


def test_a_file_under_two_names_is_loaded_once(write):
    main = write(main='use "a.rules"\nuse "b.rules"\n' + HEADER, a="input a { type: number }")
    os.link(main.parent / "a.rules", main.parent / "b.rules")
    loaded = load(main)
    assert found(loaded) == []
    assert names(loaded) == ["main.rules", "a.rules"]


def test_what_is_wrong_in_a_used_file_is_reported_there(write):
    main = write(main='use "a.rules"\n' + HEADER, a="input a { tpye: number }")
    _, problems = load(main)
    assert [(each.code, Path(each.span.source.name).name) for each in problems] == [
        ("unknown-property", "a.rules")
    ]


def test_bytes_that_are_no_text_are_reported_once(write):
    main = write(main=HEADER)
    main.write_bytes(b"framework \xff\xfe")
    loaded = load(main)
    assert [each.code for each in loaded[1]] == ["invalid-utf8"]
    assert loaded[0] == ()


def test_a_text_alone():
    files, problems = load_text(HEADER, "typed in")
    assert problems == ()
    assert [file.span.source.name for file in files] == ["typed in"]


def test_a_text_alone_uses_no_file():
    loaded = load_text('use "a.rules"\n' + HEADER, "typed in")
    assert found(loaded) == [
        ("outside-folder", "a text that is not a file cannot use another file", '"a.rules"')
    ]


def test_a_text_with_half_a_character_is_reported():
    _, problems = load_text("framework \ud800", "typed in")
    assert [each.code for each in problems] == ["invalid-utf8"]


def layers(loaded):
    return [(Path(file.span.source.name).name, file.layer) for file in loaded[0]]


def test_layers_come_after_what_extends_them_each_with_what_it_uses(write):
    main = write(
        unit='use "shared.rules"\nuse "unit_scales.rules"\nextends "company.rules"',
        company='extends "deep/base.rules"\nuse "shared.rules"',
        deep__base='use "../shared.rules"\n' + HEADER,
        shared="input a { type: number }",
        unit_scales="scale s { a = 2  b = 1 }",
    )
    loaded = load(main)
    assert found(loaded) == []
    assert layers(loaded) == [
        ("unit.rules", 0),
        ("unit_scales.rules", 0),
        ("company.rules", 1),
        ("base.rules", 2),
        ("shared.rules", 2),
    ]


def test_a_circle_of_layers_shows_each_step(write):
    main = write(main='extends "a.rules"', a='use "b.rules"\n' + HEADER, b='use "main.rules"')
    folder = main.parent
    (problem,) = load(main)[1]
    assert problem.code == "circular-use"
    assert problem.message == f"`{main}` builds on itself through others"
    assert problem.label == f"`{folder / 'b.rules'}` uses `{main}`"
    assert [label.message for label in problem.secondary] == [
        f"`{main}` extends `{folder / 'a.rules'}`",
        f"`{folder / 'a.rules'}` uses `{folder / 'b.rules'}`",
    ]


def test_a_file_that_extends_itself(write):
    main = write(main='extends "main.rules"\n' + HEADER)
    assert found(load(main)) == [
        ("circular-use", f"`{main}` extends itself", 'extends "main.rules"')
    ]


def test_a_circle_under_another_name_of_the_file_is_found(write):
    main = write(main='extends "a.rules"\n' + HEADER)
    os.link(main, main.parent / "a.rules")
    assert [code for code, _, _ in found(load(main))] == ["circular-use"]


def test_a_file_extends_one_other(write):
    main = write(main='extends "a.rules"\nextends "b.rules"', a=HEADER, b=HEADER)
    loaded = load(main)
    assert [(code, text) for code, _, text in found(loaded)] == [
        ("extends-out-of-place", 'extends "b.rules"')
    ]
    assert layers(loaded) == [("main.rules", 0), ("a.rules", 1)]


def test_a_used_file_extends_nothing(write):
    main = write(main='use "a.rules"\n' + HEADER, a='extends "b.rules"', b="")
    loaded = load(main)
    assert [(code, text) for code, _, text in found(loaded)] == [
        ("extends-out-of-place", 'extends "b.rules"')
    ]
    assert loaded[1][0].secondary[0].span.text == 'use "a.rules"'
    assert names(loaded) == ["main.rules", "a.rules"]


@pytest.mark.parametrize(
    "path",
    [
        "../secret.rules",
        "deep/../../secret.rules",
        "./deep/../.././secret.rules",
        "/etc/passwd",
        "//etc/passwd",
        r"..\\secret.rules",
        "C:/secret.rules",
        "",
        "link.rules",
        "folder/secret.rules",
        "deep/link.rules",
    ],
)
def test_a_base_outside_the_folder_is_refused(write, tmp_path, path):
    (tmp_path / "secret.rules").write_text("input secret { type: number }", encoding="utf-8")
    main = write(main=f'extends "{path}"\n' + HEADER, deep__a="")
    (main.parent / "link.rules").symlink_to(tmp_path / "secret.rules")
    (main.parent / "deep" / "link.rules").symlink_to("../../secret.rules")
    (main.parent / "folder").symlink_to(tmp_path, target_is_directory=True)
    loaded = load(main)
    assert [code for code, _, _ in found(loaded)] == ["outside-folder"]
    assert names(loaded) == ["main.rules"]


def test_the_base_of_a_base_may_not_leave_either(write, tmp_path):
    (tmp_path / "secret.rules").write_text(HEADER, encoding="utf-8")
    main = write(main='extends "deep/a.rules"', deep__a='extends "../../secret.rules"\n' + HEADER)
    assert [code for code, _, _ in found(load(main))] == ["outside-folder"]
    loaded = load(main, allowed_folders=(tmp_path,))
    assert found(loaded) == []
    assert layers(loaded) == [("main.rules", 0), ("a.rules", 1), ("secret.rules", 2)]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Base.rules", "base.rules"),
        ("DEEP/a.RULES", "deep/a.rules"),
        ("deep/A.rules", "deep/a.rules"),
    ],
)
def test_letters_of_another_case_name_no_file_on_any_system(write, monkeypatch, written, stored):
    """On a system that does not tell them apart, opening such a path succeeds."""
    main = write(main=f'extends "{written}"', base=HEADER, deep__a=HEADER)
    real = os.path.realpath

    def forgiving(path, **options):
        text = real(path, **options)
        return (
            text.replace("Base", "base")
            .replace("DEEP", "deep")
            .replace("RULES", "rules")
            .replace("/A.", "/a.")
        )

    monkeypatch.setattr(os.path, "realpath", forgiving)
    loaded = load(main)
    assert found(loaded) == [
        (
            "file-not-found",
            f"there is no file `{written}`; small and capital letters differ",
            f'"{written}"',
        )
    ]
    assert loaded[1][0].help == f"write `{stored}`, as the file is called"
    assert names(loaded) == ["main.rules"]


def test_a_text_alone_extends_no_file():
    assert found(load_text('extends "a.rules"\n' + HEADER, "typed in")) == [
        ("outside-folder", "a text that is not a file cannot extend another file", '"a.rules"')
    ]
