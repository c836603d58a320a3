"""Lines of CSV text that are found one at a time are those that a reader of the whole text finds."""

import io
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from assay.engine.evidence.formats.delimited import lines_of

texts = st.text(st.sampled_from('a,"\r\n\x0b\x1c\x85\u2028ก'), max_size=20)


@given(texts)
def test_lines_are_those_of_the_whole_text(text: str) -> None:
    assert list(lines_of(text)) == list(io.StringIO(text, newline=""))


def test_the_first_line_is_found_without_the_others() -> None:
    lines = lines_of("person,sales\r\n" + "ann,1\n" * 3)
    assert list(islice(lines, 1)) == ["person,sales\r\n"]
