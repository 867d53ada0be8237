"""Figures: those that make sense are made, say what they show, and nothing in them is cut off or overlaps."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from boards import BOARDS, board
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.experiments import Results
from sim.experiments.analysis.lookup import Lookup
from sim.reporting import wording
from sim.reporting.figures import FIGURES, Written, figure, in_order, write_figures
from sim.reporting.figures.canvas import STYLE, Picture, fitted, nice_step, text_width, ticks_to, wrapped
from sim.reporting.figures.over_time import spread
from sim.reporting.sections import SECTIONS


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Written]]:
    return {name: write_figures(board(name), tmp_path_factory.mktemp(name)) for name in BOARDS}


def names(figures: list[Written]) -> set[str]:
    return {figure.name for figure in figures}


# --- which are made --------------------------------------------------------------------------------------------------


OF_ONE_LOCALITY = {spec.name for spec in FIGURES.values() if not spec.of_several_localities}


def test_levers_get_every_figure_but_the_one_for_pairs(written: dict[str, list[Written]]) -> None:
    assert names(written["levers"]) == OF_ONE_LOCALITY - {"shortfall"}


def test_a_pair_gets_the_way_from_one_to_the_other(written: dict[str, list[Written]]) -> None:
    assert names(written["pair"]) == OF_ONE_LOCALITY


def test_a_plain_queue_gets_only_what_makes_sense(written: dict[str, list[Written]]) -> None:
    assert names(written["queue"]) == {"days_by_cause", "queues_over_time"}


def test_one_scenario_is_not_compared(written: dict[str, list[Written]]) -> None:
    assert not names(written["alone"]) & {"effect_of_levers", "shortfall"}
    assert "budgets_over_time" not in names(written["alone"])  # nobody could have a budget then


def test_a_newcomer_adds_a_figure_by_writing_one_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.reporting.figures.registry.FIGURES", {})

    @figure("people_found", title="People found")
    def people_found(results: Results) -> Figure | None:
        drawn = Figure()
        drawn.add_subplot().bar(range(len(results.scenarios)), [1.0] * len(results.scenarios))
        return drawn

    (new_figure,) = write_figures(board("queue"), tmp_path)
    assert (new_figure.name, new_figure.alt) == ("people_found", "People found")
    assert new_figure.section == "more"
    with pytest.raises(ValueError, match="people_found"):
        figure("people_found", title="")(people_found)
    with pytest.raises(ValueError, match="there is no section wait, but capacity, compared, "):
        figure("waiting", title="", section="wait")
    figure("first", title="First", section="waits", order=0)(people_found)
    assert [spec.name for spec in in_order()] == ["first", "people_found"]


def test_figures_are_written_in_the_order_of_the_sections(written: dict[str, list[Written]]) -> None:
    for figures in written.values():
        sections = [SECTIONS.index(figure.section) for figure in figures]
        assert sections == sorted(sections)
    assert [figure.name for figure in written["levers"] if figure.section == "when"] == [
        "plans_over_time",
        "budgets_over_time",
    ]


# --- the files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOARDS)
def test_files_hold_a_drawing_with_words_for_those_who_cannot_see_it(
    written: dict[str, list[Written]], name: str
) -> None:
    for drawing in written[name]:
        root = ElementTree.fromstring(drawing.svg.read_text(encoding="utf-8"))
        inside = {child.tag.rpartition("}")[2]: child for child in root}
        assert inside["title"].text == drawing.title
        assert inside["desc"].text == drawing.alt
        assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 5
        assert drawing.png.read_bytes().startswith(b"\x89PNG")
        assert drawing.png.stat().st_size > 8_000
        assert "nan" not in re.findall(r"[a-z]+", (drawing.alt + drawing.note).lower())
        assert len(drawing.alt) > 40


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    files = write_figures(board("queue"), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        path.name for figure in files for path in (figure.svg, figure.png)
    }


def test_the_same_results_give_the_same_bytes(written: dict[str, list[Written]], tmp_path: Path) -> None:
    for first, second in zip(written["levers"], write_figures(board("levers"), tmp_path), strict=True):
        assert first.svg.read_bytes() == second.svg.read_bytes()
        assert first.png.read_bytes() == second.png.read_bytes()


def test_no_setting_of_matplotlib_is_left_changed(tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    write_figures(board("queue"), tmp_path)
    assert dict(mpl.rcParams) == before


# --- the drawing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOARDS)
def test_no_text_is_cut_off_or_overlaps_another(name: str) -> None:
    for spec in FIGURES.values():
        with mpl.rc_context(STYLE):
            drawn = spec.draw(board(name))
            if drawn is None:
                continue
            assert isinstance(drawn, Picture)
            drawn.entitle(spec.title)
            canvas = FigureCanvasAgg(drawn)
            canvas.draw()
            texts = [text for text in drawn.findobj(Text) if text.get_visible() and text.get_text().strip()]
            boxes = [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in texts]
        for label, box in boxes:
            where = f"{name}, {spec.name}: {label!r}"
            assert box.x0 >= drawn.bbox.x0 - 0.5, where
            assert box.x1 <= drawn.bbox.x1 + 0.5, where
            assert box.y0 >= drawn.bbox.y0 - 0.5, where
            assert box.y1 <= drawn.bbox.y1 + 0.5, where
        for (first, here), (other, there) in itertools.combinations(boxes, 2):
            wide = min(here.x1, there.x1) - max(here.x0, there.x0)
            high = min(here.y1, there.y1) - max(here.y0, there.y0)
            assert not (wide > 1 and high > 2.5), f"{name}, {spec.name}: {first!r} on {other!r}"


def test_one_run_says_that_there_is_no_range(written: dict[str, list[Written]]) -> None:
    notes = {figure.name: figure.note for figure in written["one_run"]}
    assert "One run only" in notes["plans_over_time"]
    assert "There is no interval: 1\xa0run makes fewer than three blocks of 20" in notes["effect_of_levers"]
    assert not any("means over the runs" in note for note in notes.values())


# --- the numbers behind ----------------------------------------------------------------------------------------------


def test_words_for_the_blind_hold_the_means(written: dict[str, list[Written]]) -> None:
    results = board("levers")
    alt = next(figure.alt for figure in written["levers"] if figure.name == "plans_over_time")
    for scenario in results.scenarios:
        rows = results.kpis[(results.kpis["kpi"] == "plans_completed") & (results.kpis["who"] == "all")]
        mean = rows[rows["scenario"] == scenario.name]["value"].mean()
        assert f"{scenario.label} {round(mean):,}" in alt


def test_money_of_two_kinds_is_never_put_together_but_where_it_is_spent(written: dict[str, list[Written]]) -> None:
    lookup = Lookup(board("levers"))
    scenario = lookup.baseline
    alt = next(figure.alt for figure in written["levers"] if figure.name == "money")
    assert f"put in {wording.pounds(lookup.mean(scenario, 'money_in'))}," in alt
    assert f"put in {wording.pounds(lookup.mean(scenario, 'yearly_in'))} a year" in alt
    in_place = wording.pounds(lookup.mean(scenario, "yearly_in_place"))
    assert f"by right, in place of packages that are paid anyway {in_place} a year" in alt
    assert "beyond the budget" not in alt
    assert f"spent of both {wording.pounds(lookup.mean(scenario, 'money_spent'))}" in alt


def test_days_by_cause_says_who_is_not_in_it(written: dict[str, list[Written]]) -> None:
    notes = {name: {figure.name: figure.note for figure in written[name]} for name in ("levers", "queue")}
    assert "who gave up or left before is not in it" in notes["levers"]["days_by_cause"]
    assert "gave up" not in notes["queue"]["days_by_cause"]


# --- the small parts -------------------------------------------------------------------------------------------------


def test_labels_are_moved_apart_and_stay_inside() -> None:
    places = spread([1.0, 1.01, 0.02, 2.99], [0.2] * 4, 3.0)
    ordered = sorted(places)
    assert all(after - before >= 0.2 - 1e-9 for before, after in itertools.pairwise(ordered))
    assert places[3] == 2.99
    assert places[1] > places[0]


@pytest.mark.parametrize("most", [0.3, 1, 7, 12, 99, 470, 3450, 10_900_000])
def test_ticks_are_round_and_few(most: float) -> None:
    ticks = ticks_to(most, 4, whole=False)
    assert ticks[-1] >= most - 1e-9
    assert 2 <= len(ticks) <= 6
    assert nice_step(most) == pytest.approx(ticks[1])


def test_text_is_broken_where_it_is_too_wide() -> None:
    text = wrapped("Continuing Healthcare, by right", 1.5)
    assert "\n" in text
    assert text.replace("\n", " ") == "Continuing Healthcare, by right"
    assert text_width(text) <= 1.5


def test_a_word_too_wide_for_a_line_is_broken_too() -> None:
    text = wrapped(f"Every {'x' * 120} lever", 1.5)
    assert text.replace("\n", "") == f"Every{'x' * 120} lever"
    assert text_width(text) <= 1.5


def test_text_that_cannot_be_broken_is_cut_and_says_so() -> None:
    assert fitted("Panel", 2.0) == "Panel"
    text = fitted("Every lever at once, each from its own date", 1.5)
    assert text.startswith("Every lever")
    assert text.endswith("…")
    assert text_width(text) <= 1.5
