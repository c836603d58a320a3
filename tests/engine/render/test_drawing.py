"""Drawings: what stands in them, in each style, and that the SVG can be read."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

import assay
from assay.engine.render.graph.drawing import draw_graph

ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"

RULES = """
framework shop "Shop" { currency: THB }

scale performance { good = 2  poor = 1 }

table deals "Deals" { person column "seller"  value: money }

parameter target "Target & <goal>" { type: money  value: 5 THB }
input revenue "Revenue" th "รายได้" { type: money  formula: sum(deals.value) }
input calls "Calls \\"made\\" #1" { type: count }

kpi success "Success" {
  formula: revenue / target
  rate on performance { success >= 1 => good  otherwise => poor }
}
kpi effort "Effort" {
  formula: calls
  rate on performance { effort >= 10 => good  otherwise => poor }
}

role seller "Seller" {
  responsibility selling "Selling" weight 100% { kpi success weight 100% }
  overall on performance { overall >= 1.5 => good  otherwise => poor }
}
role caller "Caller" {
  responsibility calling "Calling" weight 100% { kpi effort weight 100% }
  overall on performance { overall >= 1.5 => good  otherwise => poor }
}
"""


@pytest.fixture(scope="module")
def framework():
    return assay.loads(RULES)


def test_mermaid(framework):
    assert draw_graph(framework, "mermaid", role="seller") == (
        "flowchart LR\n"
        '  n0["Deals"]:::table\n'
        '  n1["Target #amp; #lt;goal#gt;"]:::parameter\n'
        '  n2["Revenue"]:::input\n'
        '  n3["Success"]:::kpi\n'
        '  n4["Selling"]:::responsibility\n'
        '  n5["Seller"]:::role\n'
        "  n1 --> n3\n"
        "  n2 --> n3\n"
        "  n3 --> n4\n"
        "  n4 --> n5\n"
        "  n0 --> n2\n"
        "  classDef table fill:#f0f0f0,stroke:#555,color:#000\n"
        "  classDef parameter fill:#e8e0f5,stroke:#555,color:#000\n"
        "  classDef input fill:#e3f0fb,stroke:#555,color:#000\n"
        "  classDef kpi fill:#fdf0d5,stroke:#555,color:#000\n"
        "  classDef responsibility fill:#dff2ee,stroke:#555,color:#000\n"
        "  classDef role fill:#d9d9d9,stroke:#555,color:#000\n"
    )


def test_dot(framework):
    assert draw_graph(framework, "dot", focus="calls") == (
        'digraph "Shop" {\n'
        "  rankdir=LR;\n"
        '  node [shape=box, style="rounded,filled", fontname="sans-serif"];\n'
        '  "calls" [label="Calls \\"made\\" #1", fillcolor="#e3f0fb"];\n'
        '  "effort" [label="Effort", fillcolor="#fdf0d5"];\n'
        '  "caller.calling" [label="Calling", fillcolor="#dff2ee"];\n'
        '  "caller" [label="Caller", fillcolor="#d9d9d9"];\n'
        '  "calls" -> "effort";\n'
        '  "effort" -> "caller.calling";\n'
        '  "caller.calling" -> "caller";\n'
        "}\n"
    )


def shapes(text):
    """The boxes of an SVG by their names, as (left, top, right, bottom), and its arrows' ends."""
    root = ElementTree.fromstring(text)  # noqa: S314  (drawn here)
    boxes = {}
    for group in root.iter(f"{SVG}g"):
        rectangle = group.find(f"{SVG}rect")
        left, top, width, height = (
            float(rectangle.get(name)) for name in ("x", "y", "width", "height")
        )
        boxes[group.find(f"{SVG}title").text] = (left, top, left + width, top + height)
    arrows = [
        [float(number) for number in re.findall(r"-?[\d.]+", path.get("d"))]
        for path in root.findall(f"{SVG}path")
    ]
    return root, boxes, [(arrow[:2], arrow[-2:]) for arrow in arrows]


def along(numbers):
    """Points along a path: a curve with two handles, then perhaps a straight piece."""
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    (x0, y0), (x1, y1), (x2, y2), (x3, y3), *straight = points
    for step in range(41):
        t = step / 40
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3
    for x, y in straight:
        for step in range(1, 41):
            yield x3 + (x - x3) * step / 40, y3 + (y - y3) * step / 40


def test_svg_has_a_box_and_a_label_for_each_declaration(framework):
    root, boxes, arrows = shapes(draw_graph(framework, "svg", language="th"))
    assert set(boxes) == {
        "deals", "target", "revenue", "calls", "success", "effort", "selling", "calling", "seller",
        "caller",
    }  # fmt: skip
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"รายได้", "Target & <goal>", 'Calls "made" #1'} <= set(texts)
    assert texts[-6:-3] == ["ตาราง", "พารามิเตอร์", "ข้อมูลนำเข้า"]
    assert texts[-3:] == ["ตัวชี้วัด (KPI)", "หน้าที่รับผิดชอบ", "ตำแหน่ง"]
    assert len(arrows) == 8
    assert root.find(f"{SVG}title").text == "Shop"


def test_the_boxes_of_a_large_drawing_lie_apart_and_arrows_point_to_the_right():
    shipped = assay.load(ROOT / "frameworks/enterprise_sales_director.rules")
    root, boxes, arrows = shapes(draw_graph(shipped, "svg"))
    width, height = float(root.get("width")), float(root.get("height"))
    assert len(boxes) > 50
    for left, top, right, bottom in boxes.values():
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    columns = {}
    for box in boxes.values():
        columns.setdefault(box[0], []).append(box)
    for column in columns.values():
        for above, below in pairwise(sorted(column, key=lambda box: box[1])):
            assert above[3] < below[1]
    for left, right in pairwise(sorted(columns)):
        assert max(box[2] for box in columns[left]) < right
    assert all(start[0] < end[0] for start, end in arrows)


@pytest.mark.parametrize("language", ["en", "th"])
def test_no_arrow_of_a_large_drawing_leads_through_a_box(language):
    shipped = assay.load(ROOT / "frameworks/enterprise_sales_director.rules")
    root, boxes, _ = shapes(draw_graph(shipped, "svg", language=language))
    for path in root.findall(f"{SVG}path"):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.get("d"))]
        for x, y in along(numbers):
            inside = [
                name
                for name, (left, top, right, bottom) in boxes.items()
                if left + 1 < x < right - 1 and top - 1 < y < bottom + 1
            ]
            assert inside == []


def test_every_arrow_reaches_its_box_however_many_columns_it_passes():
    shipped = assay.load(ROOT / "frameworks/enterprise_sales_director.rules")
    root, boxes, _ = shapes(draw_graph(shipped, "svg"))
    text = draw_graph(shipped, "dot")
    declared = {tuple(re.findall(r'"([^"]*)"', line)) for line in text.splitlines() if "->" in line}
    stretches = []
    for path in root.findall(f"{SVG}path"):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.get("d"))]
        stretches.append((tuple(numbers[:2]), tuple(numbers[-2:])))
    leads = {}
    for start, end in stretches:
        leads.setdefault(start, set()).add(end)
    at = {
        (round(left, 1), round((top + bottom) / 2, 1)): name
        for name, (left, top, _, bottom) in boxes.items()
    }
    drawn = set()
    for name, (_, top, right, bottom) in boxes.items():
        waiting = [(round(right, 1), round((top + bottom) / 2, 1))]
        while waiting:
            for end in leads.get(waiting.pop(), ()):
                if end in at:
                    drawn.add((name, at[end]))
                else:
                    waiting.append(end)
    assert drawn == {tuple(each.rpartition(".")[2] for each in pair) for pair in declared}


def test_a_role_or_value_that_is_not_there_is_refused(framework):
    with pytest.raises(assay.UsageError, match="there is no role `sellr`; did you mean `seller`"):
        draw_graph(framework, "dot", role="sellr")
    with pytest.raises(assay.UsageError, match="there is no value `revenu`; did you mean `rev"):
        draw_graph(framework, "dot", focus="revenu")
    with pytest.raises(assay.UsageError, match="there is no value `effort`"):
        draw_graph(framework, "dot", role="seller", focus="effort")


def test_a_framework_without_roles_is_drawn():
    framework = assay.loads('framework f { currency: THB }\ninput x "X" { type: number }\n')
    assert draw_graph(framework, "mermaid").splitlines()[:2] == [
        "flowchart LR",
        '  n0["X"]:::input',
    ]
    _, boxes, arrows = shapes(draw_graph(framework, "svg"))
    assert (list(boxes), arrows) == (["x"], [])
