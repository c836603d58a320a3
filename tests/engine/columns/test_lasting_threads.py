"""Threads that stay: the same ones each time, and new ones in a copy of the process."""

from __future__ import annotations

import os
import threading
from itertools import count

import pytest

from assay.engine.columns.threads import lasting_threads
from assay.engine.streaming.ahead import in_order


def test_the_same_threads_work_each_time() -> None:
    found = set()
    for _ in range(5):
        found |= set(lasting_threads("test", 2).map(lambda _: threading.get_ident(), range(50)))
    assert len(found) <= 2


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system copies no processes")
def test_a_copy_of_the_process_gets_threads_of_its_own() -> None:
    assert lasting_threads("copied", 1).submit(int, "7").result() == 7
    child = os.fork()
    if not child:
        right = lasting_threads("copied", 1).submit(int, "8").result(timeout=10) == 8
        os._exit(0 if right else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("threads", [0, 1, 2])
def test_results_come_in_the_order_of_the_items(threads: int) -> None:
    assert list(in_order(lambda each: each * each, range(20), threads)) == [
        each * each for each in range(20)
    ]


@pytest.mark.parametrize("threads", [0, 1, 2])
def test_no_more_items_are_taken_than_are_worked_on(threads: int) -> None:
    taken = count(1)
    results = in_order(lambda each: each, taken, threads)
    assert [next(results) for _ in range(3)] == [1, 2, 3]
    results.close()  # type: ignore[attr-defined]
    assert next(taken) == 4 + threads


@pytest.mark.parametrize("threads", [0, 1, 2])
def test_what_is_raised_comes_in_its_place(threads: int) -> None:
    done = []

    def work(each: int) -> int:
        if each == 3:
            raise ValueError(each)
        return each

    with pytest.raises(ValueError, match="3"):
        done.extend(each for each in in_order(work, range(9), threads) if done.append(each))
    assert done == [0, 1, 2]


@pytest.mark.parametrize("threads", [0, 1, 2])
def test_what_items_raise_is_raised_when_all_before_is_ended(threads: int) -> None:
    ended = []

    def items() -> object:
        yield from (1, 2, 3)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        list(in_order(ended.append, items(), threads))  # type: ignore[arg-type]
    assert ended == sorted(ended)
