"""What somebody wrote as a label is shown as it was written: it is no formula, no mark-up, no colour."""

import html
import re

LABEL = r"Cost $5 & <b> \frac{ 50% a_b^c $x$ [red]now[/red] :smile:"


def test_a_label_is_text_in_pictures_in_the_report_and_on_the_terminal(ipc, results):
    words = ("scenarios=[stockton_scale_up,stockton_weekly_panel]", "replications=2", "name=x", "horizon=2019-06-01")
    code, out, err = ipc("run", *words, f"label='{LABEL}'", f"resources.practitioners.label='{LABEL}'")
    assert (code, err) == (0, "")
    table = out.split("means of 2 replications")[1].split("In brackets")[0]
    assert {word for word in LABEL.split() if word not in table} == set()
    page = (results / "x" / "report.html").read_text(encoding="utf-8")
    assert html.escape(LABEL) in page
    assert "<b> " not in page
    pictures = list((results / "x" / "figures").glob("*.svg"))
    drawn = [html.unescape(text) for path in pictures for text in re.findall(r">([^<]*)<", path.read_text("utf-8"))]
    whole = " ".join(" ".join(drawn).split())
    assert LABEL in whole or r"Cost $5 & <b> \frac{ 50% a_b^c $x$" in whole
    assert len(list((results / "x" / "figures").glob("*.png"))) == len(pictures) > 5
