"""Python's collector of cycles is held off in a pass, and runs again afterwards, whatever happens."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from convatlas import viz
from convatlas.files import uncollected


@pytest.fixture(autouse=True)
def running() -> Iterator[None]:
    assert gc.isenabled()
    yield
    gc.enable()


def test_it_runs_again_after_a_mistake_and_after_a_pass_within_a_pass() -> None:
    inside = []
    with suppress(KeyError), uncollected():
        with uncollected():
            pass
        inside.append(gc.isenabled())
        raise KeyError
    assert (inside, gc.isenabled()) == ([False], True)


def test_it_stays_off_where_the_user_has_it_off() -> None:
    gc.disable()
    viz.draw("lenet5_study").to("svg")
    assert not gc.isenabled()


def test_it_runs_again_once_all_threads_are_through() -> None:
    together = threading.Barrier(8)

    def pass_through() -> None:
        for _ in range(200):
            together.wait()
            with uncollected():
                pass

    threads = [threading.Thread(target=pass_through) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gc.isenabled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forks")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_it_runs_in_a_process_that_is_forked_from_a_pass() -> None:
    with uncollected():
        child = os.fork()
        if not child:
            os._exit(0 if gc.isenabled() else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert not gc.isenabled()


@pytest.mark.parametrize(("room", "work"), [("repeats", viz.draw), ("tables", viz.tabulate)])
def test_pictures_and_tables_are_made_in_a_pass(room: str, work: Callable[[viz.Graph], Any]) -> None:
    graph, seen = viz.trace("lenet5_study"), set()

    def watch(frame: FrameType, event: str, argument: object) -> None:
        if Path(frame.f_code.co_filename).parent.name == room and frame.f_code.co_name in ("group_cells", "_rows"):
            seen.add(gc.isenabled())

    sys.setprofile(watch)
    try:
        work(graph).to("text")
    finally:
        sys.setprofile(None)
    assert seen == {False}
