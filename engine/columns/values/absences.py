"""Absences in columns: a code for each row, and what each code stands for.

Code 0 is a present row. Below `NOT_APPLICABLE` stand the missing, from there on what does not
apply, so that the greater of two codes is the stricter. Step i read by another step has the fixed
code i + 1 of its kind; every other absence has one from when it first turns up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import TypeAlias

import numpy
from numpy.typing import NDArray

from ...evaluating.absence import stricter, undecided
from ...trace import Absence, AbsenceKind, AbsenceReason

Codes: TypeAlias = NDArray[numpy.uint16]

NOT_APPLICABLE = 1 << 15
_CODE = numpy.uint16
_ONE = _CODE(1)
_LAST_MISSING = _CODE(NOT_APPLICABLE - 1)
_KIND = _CODE(NOT_APPLICABLE)
"""The bit that is set of what does not apply."""


class TooManyAbsences(Exception):
    """More kinds of absence than there are codes; the rows are evaluated one by one."""


class Absences:
    """What the codes of one plan stand for. Threads may share it."""

    def __init__(self, steps: int) -> None:
        self._lock = Lock()
        self._steps = numpy.arange(1, steps + 1, dtype=_CODE)
        self._known: dict[Absence, int] = {}
        self._absences: dict[int, Absence] = {}
        self._next = {"missing": steps + 1, "not applicable": NOT_APPLICABLE + steps + 1}
        for index in range(steps):
            for kind, first in (("missing", 1), ("not applicable", NOT_APPLICABLE + 1)):
                absence = Absence(kind, "from", (index,))  # type: ignore[arg-type]
                self._known[absence] = first + index
                self._absences[first + index] = absence

    def code(self, absence: Absence) -> int:
        """The code that stands for an absence."""
        code = self._known.get(absence)
        if code is None:
            with self._lock:
                code = self._known.get(absence)
                if code is None:
                    code = self._next[absence.kind]
                    if code in {NOT_APPLICABLE, 1 << 16}:
                        raise TooManyAbsences
                    self._next[absence.kind] = code + 1
                    self._absences[code] = absence
                    self._known[absence] = code
        return code

    def absence(self, code: int) -> Absence:
        """What a code stands for."""
        return self._absences[code]

    @property
    def all(self) -> dict[int, Absence]:
        """Every code so far and what it stands for."""
        with self._lock:
            return dict(self._absences)

    # --- in columns ------------------------------------------------------------------------

    def read_from(self, index: int, absent: Codes | None) -> Codes | None:
        """The codes of a step's value where another step reads it."""
        if absent is None:
            return None
        codes: Codes = numpy.minimum(absent, _ONE)
        codes *= self._steps[index]
        codes |= absent & _KIND
        return codes

    def stricter(self, left: Codes | None, right: Codes | None) -> Codes | None:
        """The absences of what needs both."""
        return self._merged(left, right, stricter)

    def undecided(self, left: Codes | None, right: Codes | None) -> Codes | None:
        """The absences of a condition that either could still decide."""
        return self._merged(left, right, undecided)

    def _merged(
        self,
        left: Codes | None,
        right: Codes | None,
        merge: Callable[[Iterable[Absence]], Absence],
    ) -> Codes | None:
        if left is None or right is None or left is right:
            return right if left is None else left
        merged: Codes = numpy.maximum(left, right)
        (both,) = numpy.logical_and(left, right).nonzero()
        if len(both):
            pairs = left[both].astype(numpy.uint32) << 16 | right[both]
            distinct, positions = numpy.unique(pairs, return_inverse=True)
            codes = [
                self.code(merge([self._absences[pair >> 16], self._absences[pair & 0xFFFF]]))
                for pair in distinct.tolist()
            ]
            merged[both] = numpy.array(codes, _CODE)[positions]
        return merged

    def reasoned(self, absent: Codes, reason: AbsenceReason) -> Codes:
        """The same kinds and causes for another reason."""
        result = numpy.zeros_like(absent)
        for code in numpy.unique(absent).tolist():
            if code:
                found = self.absence(code)
                own = self.code(Absence(found.kind, reason, found.causes))
                numpy.copyto(result, _CODE(own), where=absent == code)
        return result

    @staticmethod
    def where(mask: NDArray[numpy.bool_], code: int, absent: Codes | None) -> Codes:
        """The code where the mask holds, elsewhere what was."""
        if absent is None:
            return mask.astype(_CODE) * _CODE(code)
        codes: Codes = numpy.where(mask, _CODE(code), absent)
        return codes

    @classmethod
    def where_present(
        cls, mask: NDArray[numpy.bool_], code: int, absent: Codes | None
    ) -> Codes | None:
        """The code where the mask holds and nothing was absent yet."""
        if absent is None:
            return cls.where(mask, code, None)
        codes: Codes = numpy.where(mask & (absent == 0), _CODE(code), absent)
        return codes

    @staticmethod
    def everywhere(rows: int, code: int) -> Codes:
        """The code in every row."""
        return numpy.full(rows, code, _CODE)


class Kinds(Absences):
    """Absences of which only the kind is told: all that is missing has one code, and all that
    does not apply another, so that nothing is looked up."""

    def __init__(self) -> None:
        super().__init__(0)
        self._kinds: dict[AbsenceKind, int] = {"missing": 1, "not applicable": NOT_APPLICABLE + 1}
        for kind, code in self._kinds.items():
            self._absences[code] = Absence(kind, "stated")

    def code(self, absence: Absence) -> int:
        """The code of its kind."""
        return self._kinds[absence.kind]

    def read_from(self, index: int, absent: Codes | None) -> Codes | None:  # noqa: ARG002
        """The kind stays."""
        return absent

    def reasoned(self, absent: Codes, reason: AbsenceReason) -> Codes:  # noqa: ARG002
        """The kind stays."""
        return absent

    def stricter(self, left: Codes | None, right: Codes | None) -> Codes | None:
        """Not applicable wins."""
        if left is None or right is None or left is right:
            return right if left is None else left
        codes: Codes = numpy.maximum(left, right)
        return codes

    def undecided(self, left: Codes | None, right: Codes | None) -> Codes | None:
        """Missing wins."""
        if left is None or right is None or left is right:
            return right if left is None else left
        least, most = numpy.minimum(left, right), numpy.maximum(left, right)
        codes: Codes = numpy.where(least != 0, least, most)
        return codes


def is_missing(absent: Codes) -> NDArray[numpy.bool_]:
    """Where something is missing."""
    mask: NDArray[numpy.bool_] = (absent - _ONE) < _LAST_MISSING
    return mask


def does_not_apply(absent: Codes) -> NDArray[numpy.bool_]:
    """Where something does not apply."""
    mask: NDArray[numpy.bool_] = absent >= _KIND
    return mask


def overriding(first: Codes | None, second: Codes | None) -> Codes | None:
    """The first code of each row that there is."""
    if first is None or second is None or first is second:
        return second if first is None else first
    codes: Codes = numpy.where(first != 0, first, second)
    return codes
