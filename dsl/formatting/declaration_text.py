"""Declarations as text, one property a line, in the order in which the language describes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from .. import syntax as s
from .expression_text import expression_text, given_text, point_text
from .literals import block, quoted

_INDENT = "  "

Lines = Iterator[str]


def declaration_lines(node: s.Declaration) -> Lines:
    """Declaration -> its lines, indented by their nesting and nothing else."""
    match node:
        case s.FrameworkHeader():
            yield from _braced(_heading("framework", node.name, node.label), _header(node))
        case s.ScaleDeclaration():
            yield from _braced(_heading("scale", node.name, node.label), _scale(node))
        case s.InputDeclaration():
            yield from _braced(_heading("input", node.name, node.label), _input(node))
        case s.TableDeclaration():
            yield from _braced(_heading("table", node.name, node.label), _table(node))
        case s.ParameterDeclaration():
            yield from _braced(_heading("parameter", node.name, node.label), _parameter(node))
        case s.MetricDeclaration():
            yield from _braced(_heading("metric", node.name, node.label), _metric(node))
        case s.KpiDeclaration():
            yield from _braced(_heading("kpi", node.name, node.label), _kpi(node))
        case s.CompetencyDeclaration():
            yield from _braced(_heading("competency", node.name, node.label), _competency(node))
        case s.RoleDeclaration():
            base = "" if node.based_on is None else f" based on {node.based_on.text}"
            yield from _braced(_heading("role", node.name, node.label) + base, _role(node))
        case s.RequireDeclaration():
            yield f"require {_localized(node.label)}: {expression_text(node.condition)}"
        case s.ExampleDeclaration():
            yield from _example(node)
        case s.ExampleTableDeclaration(path=path):
            yield f"{_example_heading('examples', node)} from {quoted(path.value)}"
        case s.UseDeclaration():
            yield f"use {quoted(node.path.value)}"
        case s.ExtendsDeclaration():
            yield f"extends {quoted(node.path.value)}"
        case s.OverrideDeclaration(declaration=declaration):
            first, *others = declaration_lines(declaration)
            yield f"override {first}"
            yield from others
        case s.RemoveDeclaration(kind=kind, target=target):
            words = target.text if isinstance(target, s.Name) else quoted(target.value)
            yield f"remove {kind} {words}"
        case s.Allow():
            yield from _allows((node,))
        case _ as never:
            assert_never(never)


# --- words and blocks ----------------------------------------------------------------------


def _braced(heading: str, body: Iterable[str]) -> Lines:
    lines = list(body)
    if not lines:
        yield f"{heading} {{ }}"
        return
    yield f"{heading} {{"
    for line in lines:
        yield f"{_INDENT}{line}" if line else ""
    yield "}"


def _heading(kind: str, name: s.Name, label: s.Localized | None) -> str:
    return f"{kind} {name.text}{_labelled(label)}"


def _labelled(label: s.Localized | None) -> str:
    return "" if label is None else f" {_localized(label)}"


def _localized(text: s.Localized) -> str:
    words = [quoted(text.text.value)]
    words += [f"{language.text} {quoted(each.value)}" for language, each in text.translations]
    return " ".join(words)


def _because(text: s.Localized | None) -> str:
    return "" if text is None else f" because {_localized(text)}"


def _spellings(texts: Iterable[s.Text]) -> str:
    return " ".join(quoted(text.value) for text in texts)


def _long_text(keyword: str, text: s.Localized) -> Lines:
    """A text of its own line: between `\"\"\"` where it has several lines."""
    before = f"{keyword}: "
    for language, each in ((None, text.text), *text.translations):
        indent = _INDENT if language else ""
        tag = f"{language.text} " if language else ""
        lines = block(each.value)
        if lines is None:
            yield f"{indent}{before}{tag}{quoted(each.value)}"
        else:
            yield f'{indent}{before}{tag}"""'
            yield from (f"{indent}{_INDENT}{line}" if line else "" for line in lines)
            yield f'{indent}{_INDENT}"""'
        before = ""


def _description(text: s.Localized | None) -> Lines:
    if text is not None:
        yield from _long_text("description", text)


# --- properties that several declarations share --------------------------------------------


def _removals(removals: Iterable[s.Removal]) -> Lines:
    for removal in removals:
        match removal.target:
            case None:
                yield f"remove {removal.part}"
            case s.Name(text=text):
                yield f"remove {removal.part} {text}"
            case s.DateLiteral(value=day):
                yield f"remove {removal.part} {day.isoformat()}"
            case _ as never:
                assert_never(never)


def _allows(allows: Iterable[s.Allow]) -> Lines:
    for allow in allows:
        yield f"allow {allow.code.text} because {quoted(allow.because.value)}"


def _type_words(type: s.TypeExpression) -> str:
    match type:
        case s.NamedType(name=name):
            return name.text
        case s.MoneyType(currency=currency):
            return f"money in {currency.text}"
        case s.ChoiceType(members=members):
            written = (
                " ".join((member.name.text, *(quoted(text.value) for text in member.spellings)))
                for member in members
            )
            return f"one of {', '.join(written)}"
        case _ as never:
            assert_never(never)


def _type(type: s.TypeExpression | None) -> Lines:
    if type is not None:
        yield f"type: {_type_words(type)}"


def _range(range: s.Range | None) -> Lines:
    if range is None:
        return
    match range.bounds:
        case ((">=", low), ("<=", high)):
            yield f"range: {expression_text(low)} to {expression_text(high)}"
        case bounds:
            parts = (f"{operator} {expression_text(value)}" for operator, value in bounds)
            yield f"range: {', '.join(parts)}"


def _formula(formula: s.Expression | None) -> Lines:
    if formula is not None:
        yield f"formula: {expression_text(formula)}"


def _rules(rules: Iterable[s.Rule]) -> Lines:
    for rule in rules:
        condition = "otherwise" if rule.condition is None else expression_text(rule.condition)
        yield f"{condition} => {rule.level.text}{_because(rule.because)}"


def _rule_list(keyword: str, rules: s.RuleList | None) -> Lines:
    if rules is not None:
        yield from _braced(f"{keyword} on {rules.scale.text}", _rules(rules.rules))


# --- framework, scale, facts ---------------------------------------------------------------


def _header(node: s.FrameworkHeader) -> Lines:
    for property in node.properties:
        match property.values:
            case (s.Localized() as text,):
                yield from _long_text(property.name.text, text)
            case values:
                listed = ", ".join(_header_value(value) for value in values)
                yield f"{property.name.text}: {listed}"
    yield from _allows(node.allows)


def _header_value(value: s.Text | s.Name | s.Localized) -> str:
    match value:
        case s.Name(text=text):
            return text
        case s.Text(value=text):
            return quoted(text)
        case s.Localized():
            return _localized(value)
        case _ as never:
            assert_never(never)


def _scale(node: s.ScaleDeclaration) -> Lines:
    yield from _description(node.description)
    yield from _removals(node.removals)
    yield from _allows(node.allows)
    for level in node.levels:
        yield f"{level.name.text} = {expression_text(level.points)}{_labelled(level.label)}"
    if node.rate_gap is not None and node.levels:
        yield ""
    yield from _rule_list("rate gap", node.rate_gap)


def _input(node: s.InputDeclaration) -> Lines:
    yield from _description(node.description)
    yield from _removals(node.removals)
    yield from _allows(node.allows)
    yield from _type(node.type)
    yield from _range(node.range)
    if node.columns:
        yield f"column: {', '.join(quoted(column.value) for column in node.columns)}"
    yield from _formula(node.formula)


def _table(node: s.TableDeclaration) -> Lines:
    yield from _description(node.description)
    yield from _removals(node.removals)
    yield from _allows(node.allows)
    if node.person_columns:
        yield f"person column {_spellings(node.person_columns)}"
    for column in node.columns:
        spellings = f" column {_spellings(column.columns)}" if column.columns else ""
        label = _labelled(column.label)
        yield f"{column.name.text}{label}: {_type_words(column.type)}{spellings}"


def _parameter(node: s.ParameterDeclaration) -> Lines:
    yield from _description(node.description)
    yield from _removals(node.removals)
    yield from _allows(node.allows)
    yield from _type(node.type)
    yield from _range(node.range)
    for entry in node.entries:
        start = "value:" if entry.start is None else f"from {entry.start.value.isoformat()} ="
        yield f"{start} {expression_text(entry.value)}{_because(entry.because)}"


def _metric(node: s.MetricDeclaration) -> Lines:
    yield from _description(node.description)
    yield from _removals(node.removals)
    yield from _allows(node.allows)
    yield from _type(node.type)
    yield from _formula(node.formula)


# --- what is rated -------------------------------------------------------------------------


def _kpi(node: s.KpiDeclaration) -> Lines:
    yield from _description(node.description)
    yield from _removals(node.removals)
    yield from _allows(node.allows)
    yield from _type(node.type)
    yield from _formula(node.formula)
    if node.better is not None:
        yield f"better: {node.better}"
    if node.when_missing is not None:
        yield f"when missing: {_when_missing(node.when_missing)}"
    yield from _rule_list("rate", node.rules)
    match node.score:
        case None:
            pass
        case s.ScoreCurve(points=points):
            yield from _braced("score interpolate", (f"{point_text(each)}," for each in points))
        case expression:
            yield f"score: {expression_text(expression)}"
    if node.rating is not None:
        yield f"rating: {expression_text(node.rating)}"


def _when_missing(node: s.WhenMissing) -> str:
    match node:
        case s.WhenMissing(action="rate", level=s.Name(text=level)):
            return f"rate {level}"
        case s.WhenMissing(action="score", score=score) if score is not None:
            return f"score {expression_text(score)}"
    return node.action


def _competency(node: s.CompetencyDeclaration) -> Lines:
    yield from _description(node.description)
    yield from _removals(node.removals)
    yield from _allows(node.allows)
    if node.levels is not None:
        yield f"levels: {node.levels.text}"
    for indicator in node.indicators:
        yield from _long_text(indicator.level.text, indicator.text)
    if node.raters:
        shares = (f"{rater.name.text} {expression_text(rater.weight)}" for rater in node.raters)
        yield f"assessed by {', '.join(shares)}"
    if node.all_raters:
        yield "all raters"


# --- roles ---------------------------------------------------------------------------------


def _role(node: s.RoleDeclaration) -> Lines:
    yield from _description(node.description)
    yield from _removals(node.removals)
    yield from _allows(node.allows)
    for part in node.responsibilities:
        heading = _heading("responsibility", part.name, part.label)
        yield from _braced(f"{heading}{_weight(part.weight)}", _responsibility(part))
    if node.rate_gap is not None:
        yield from _rule_list("rate gap", node.rate_gap)
    if node.overall_score is not None:
        yield f"overall score: {expression_text(node.overall_score)}"
    if node.overall is not None:
        if node.responsibilities:
            yield ""
        scale = node.overall.rules.scale.text
        yield from _braced(f"overall on {scale}", _overall(node.overall))


def _weight(weight: s.Expression | None) -> str:
    return "" if weight is None else f" weight {expression_text(weight)}"


def _responsibility(node: s.ResponsibilityDeclaration) -> Lines:
    yield from _description(node.description)
    yield from _removals(node.removals)
    yield from _allows(node.allows)
    for measure in node.measures:
        required = "" if measure.requires is None else f" requires {measure.requires.text}"
        yield f"{measure.kind} {measure.name.text}{_weight(measure.weight)}{required}"
    if node.score is not None:
        yield f"score: {expression_text(node.score)}"


def _overall(node: s.OverallDeclaration) -> Lines:
    if node.known_weight is not None:
        yield f"rated when at least {expression_text(node.known_weight)} of weight is known"
    yield from _rules(node.rules.rules)
    for gate in node.gates:
        action = {"cap": "cap at", "raise": "raise to", "set": "set"}[gate.action]
        unknown = "" if gate.when_unknown is None else f" when unknown {gate.when_unknown}"
        condition = expression_text(gate.condition)
        yield f"{action} {gate.level.text} when {condition}{_because(gate.because)}{unknown}"


# --- examples ------------------------------------------------------------------------------


def _example_heading(keyword: str, node: s.ExampleDeclaration | s.ExampleTableDeclaration) -> str:
    heading = f"{keyword} {quoted(node.label.value)}"
    if node.role is not None:
        heading += f" for {node.role.text}"
    if node.period is not None:
        heading += f" in {node.period.text}"
    return heading


def _example(node: s.ExampleDeclaration) -> Lines:
    sections: list[str] = []
    if node.given:
        sections += _side_by_side("given", [(_given(each), _is_row(each)) for each in node.given])
    if node.expect:
        sections += _side_by_side("expect", [(_expectation(each), False) for each in node.expect])
    yield from _braced(_example_heading("example", node), sections)


def _is_row(node: s.Given) -> bool:
    return isinstance(node, s.GivenRow)


def _side_by_side(heading: str, facts: Iterable[tuple[str, bool]]) -> Lines:
    """A section of an example: its facts on one line, the rows of tables on lines of their own."""
    lines: list[str] = []
    joins = False
    for text, alone in facts:
        if joins and not alone:
            lines[-1] += f"  {text}"
        else:
            lines.append(text)
        joins = not alone
    if len(lines) == 1:
        yield f"{heading} {{ {lines[0]} }}"
    else:
        yield from _braced(heading, lines)


def _given(node: s.Given) -> str:
    match node:
        case s.GivenValue(name=name, member=member, values=values):
            owner = name.text if member is None else f"{name.text}.{member.text}"
            return f"{owner} = {', '.join(given_text(value) for value in values)}"
        case s.GivenRow(table=table, cells=cells):
            written = "  ".join(f"{name.text} = {given_text(value)}" for name, value in cells)
            return f"{table.text} {{ {written} }}" if cells else f"{table.text} {{ }}"
        case s.GivenNoRows(table=table):
            return f"no {table.text}"
        case _ as never:
            assert_never(never)


def _expectation(node: s.Expectation) -> str:
    expected = "not rated" if node.expected is None else given_text(node.expected)
    if node.name is None:
        overall = "overall score" if node.property == "score" else "overall"
        return f"{overall} = {expected}"
    property = "" if node.property == "value" else f"{node.property} of "
    return f"{property}{node.name.text} = {expected}"
