"""The report: one HTML file that asks for nothing from outside and runs no script."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from bot.evaluation.markup import Html, element
from bot.evaluation.means import means
from bot.evaluation.metrics import METRICS, Figures, Metric
from bot.evaluation.report_case import case_section, is_amiss
from bot.evaluation.run import Scored

_STYLE = Path(__file__).with_name("report.css")


def report(scored: Sequence[Scored]) -> str:
    """The whole page. Whatever people wrote stands in it as text, and nothing else."""
    style = Html(_STYLE.read_text(encoding="utf-8"))
    title = f"How Debrief drafts {len(scored)} past incident{'' if len(scored) == 1 else 's'}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style)),
        element("title", title),
        element("style", style),
    )
    body = element(
        "body",
        element(
            "main",
            element("h1", title),
            element("p", _ABOUT, class_="about"),
            _overview(scored),
            *(case_section(each, place) for place, each in enumerate(scored, 1)),
        ),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


_ABOUT = (
    "Each draft is held beside what people published about the incident, and each of its claims beside the messages it names. "
    "No model judges. Where an arrow points up, more is better. Times are in UTC. "
    "This page quotes the channels: show it to people who may read them."
)


def _policy(style: Html) -> str:
    """Nothing may be loaded or run, and no style but this one applies."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _overview(scored: Sequence[Scored]) -> Html:
    mean = means([each.figures for each in scored])
    heads = [element("th", "figure"), element("th", ""), element("th", "mean")]
    for place, each in enumerate(scored, 1):
        heads.append(element("th", element("a", str(place), href=f"#case-{place}", title=each.name)))
    rows = [_overview_row(metric, mean, scored) for metric in METRICS]
    names = [element("li", element("a", each.name, href=f"#case-{place}")) for place, each in enumerate(scored, 1)]
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="figures")
    return element("section", element("ol", *names), element("div", table, class_="wide"), class_="overview")


def _overview_row(metric: Metric, mean: Figures, scored: Sequence[Scored]) -> Html:
    arrow = {"more": "↑", "less": "↓", "size": ""}[metric.better]
    name = element("th", element("code", metric.name), element("small", metric.meaning), scope="row")
    cells = [_cell(metric, row) for row in (mean, *(each.figures for each in scored))]
    return element("tr", name, element("td", arrow, class_="arrow"), *cells)


def _cell(metric: Metric, row: Figures) -> Html:
    value = row[metric.name]
    kind = {"class_": "amiss"} if is_amiss(metric.name, value) else {}
    return element("td", metric.shown(value), **kind)
