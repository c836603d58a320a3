"""Applying fixes: the safe ones, only where they make nothing worse, file by file."""

import pytest

import assay

HEAD = 'framework demo "Demo" { version: "1.0" }\nscale grade { good = 2  poor = 1 }\n'
KPI = "kpi k { formula: share  rate on grade { RULES } }\n"


def fixed(tmp_path, text, **options):
    path = tmp_path / "demo.rules"
    path.write_text(text, encoding="utf-8", newline="")
    fixes = assay.fix(path, **options)
    assert path.read_text("utf-8") == text.replace("\r\n", "\n"), "nothing is written"
    after = {file.name: file.after for file in fixes.files}.get(str(path), text)
    return after, [each.code for each in fixes.fixed], [each.code for each in fixes.left]


def rules(text):
    return HEAD + "input share { type: percent }\n" + KPI.replace("RULES", text)


def test_safe_fixes_are_applied(tmp_path):
    text = rules("\n  >= 50% => good\n  >= 60% => good\n  otherwise => poor\n")
    text += 'allow unreachable-level because "x"\n'
    after, applied, left = fixed(tmp_path, text)
    assert applied == ["unreachable-rule", "unused-allow"]
    assert left == []
    assert after == rules("\n  >= 50% => good\n  otherwise => poor\n")


def test_other_fixes_only_when_asked_for(tmp_path):
    text = rules(">= 50% => poor  >= 60% => good  otherwise => good")
    assert fixed(tmp_path, text) == (text, [], ["unreachable-rule"])
    after, applied, left = fixed(tmp_path, text, unsafe=True)
    assert (applied, left) == (["unreachable-rule"], [])
    assert after == rules(">= 50% => poor  otherwise => good")


def test_a_fix_that_brings_another_to_light(tmp_path):
    text = rules(">= 50% => good  otherwise => poor").replace("share", "shar", 1)
    after, applied, left = fixed(tmp_path, text, unsafe=True)
    assert applied == ["unknown-name"]
    assert left == []
    assert assay.loads(after).diagnostics == ()


def test_a_fix_that_makes_things_worse_is_left_out(tmp_path):
    """The example names the input, so that removing it would be an error."""
    text = rules(">= 50% => good  otherwise => poor") + (
        "role r { responsibility a weight 100% { kpi k weight 100% }\n"
        "  overall on grade { overall >= 1.5 => good  otherwise => poor } }\n"
        "input spare { type: count }\ninput other { type: count }\n"
        'example "e" { given { spare = 5  share = 1% } expect { k = 1% } }\n'
    )
    after, applied, left = fixed(tmp_path, text, unsafe=True)
    assert (applied, left) == (["unused-declaration"], ["unused-declaration"])
    assert after == text.replace("input other { type: count }\n", "")


def test_line_ends_stay_as_they_are(tmp_path):
    path = tmp_path / "demo.rules"
    text = rules(">= 50% => good  otherwise => poor").replace("\n", "\r\n")
    path.write_bytes((text + 'allow unreachable-rule because "x"\r\n').encode())
    (file,) = assay.fix(path).files
    assert file.after == text


def test_files_that_are_used_are_fixed_too(tmp_path):
    (tmp_path / "scales.rules").write_text(
        'scale other { a = 1  b = 2  allow unreachable-rule because "x" }\n', encoding="utf-8"
    )
    path = tmp_path / "main.rules"
    path.write_text(rules(">= 50% => good  otherwise => poor") + 'use "scales.rules"\n', "utf-8")
    fixes = assay.fix(path)
    assert [(file.name, file.after) for file in fixes.files] == [
        (str(tmp_path / "scales.rules"), "scale other { a = 1  b = 2 }\n")
    ]
    assert fixes.left == ()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        assay.fix(tmp_path / "none.rules")


def test_a_layer_is_fixed_and_what_it_extends_is_not(tmp_path):
    """Another layer may use what this one finds unused in their base."""
    base = rules(">= 50% => good  >= 60% => good  otherwise => poor") + (
        'use "more.rules"\nrole r { responsibility a weight 100% { kpi k weight 100% }\n'
        "  overall on grade { overall >= 1.5 => good  otherwise => poor } }\n"
    )
    layer = 'extends "base.rules"\noverride kpi k { rate on grade {\n'
    ending = "  otherwise => poor\n} }\n"
    (tmp_path / "base.rules").write_text(base, encoding="utf-8")
    (tmp_path / "more.rules").write_text("input spare { type: count }\n", encoding="utf-8")
    path = tmp_path / "layer.rules"
    path.write_text(f"{layer}  >= 30% => good\n  >= 40% => good\n{ending}", encoding="utf-8")
    fixes = assay.fix(path, unsafe=True)
    assert [(file.name, file.after) for file in fixes.files] == [
        (str(path), f"{layer}  >= 30% => good\n{ending}")
    ]
    assert [each.code for each in fixes.left] == ["unused-declaration"]
    assert fixes.below == (str(tmp_path / "more.rules"),)


def test_files_of_layers_below_are_not_named_where_nothing_there_can_be_fixed(tmp_path):
    (tmp_path / "base.rules").write_text(
        rules(">= 50% => good  otherwise => poor"), encoding="utf-8"
    )
    path = tmp_path / "layer.rules"
    path.write_text('extends "base.rules"\n', encoding="utf-8")
    assert assay.fix(path).below == ()
