"""The scripts with the rows of long lists say what the pages say, whatever the names contain."""

from __future__ import annotations

import ast
import json
from html import escape
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from coalition.site.row_files import render_rows_script

PREFIX, SUFFIX = "coalition.addRows(JSON.parse(", "));\n"

texts = st.text(st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\ufeff"))


def parse_script(script: str) -> Any:  # noqa: ANN401 - JSON
    """Return the data of a script. Its string literal means the same in Python."""
    assert script.startswith(PREFIX)
    assert script.endswith(SUFFIX)
    return json.loads(ast.literal_eval(script.removeprefix(PREFIX).removesuffix(SUFFIX)))


def make_row(name: str, group: str = "many") -> str:
    return (
        f'<li class="row" data-group="{escape(group)}">\n<p><a href="{escape(name)}">'
        f"{escape(name)}</a></p>\n</li>"
    )


def test_rows_of_one_form_share_their_shape_and_their_texts():
    script = render_rows_script(f"<ul>{make_row('Anna')}{make_row('Bela')}</ul>")

    anchor = ["a", [["href", None]], [None]]
    shape = ["li", [["class", "row"], ["data-group", None]], [" ", ["p", [], [anchor]], " "]]
    assert {
        "texts": ["many", "Anna", "Bela"],
        "shapes": [shape],
        "rows": [[0, 0, 1, 1], [0, 0, 2, 2]],
    } == parse_script(script)


@given(texts.filter(lambda text: text.strip(" \t\r\n\f")), texts)
@example("__proto__", "</script><!--")
@example("it's \\x3c\u2028\u2029", '"\\')
def test_any_text_comes_back_as_it_was(name: str, group: str):
    data = parse_script(render_rows_script(f"<ul>{make_row(name, group)}</ul>"))

    texts = [data["texts"][number] for number in data["rows"][0][1:]]
    assert [group, name] == texts[:2]


@given(texts)
def test_the_script_cannot_end_a_script_element(name: str):
    script = render_rows_script(f"<ul>{make_row(name)}</ul>")

    assert not {"<", "\u2028", "\u2029"} & {*script}
    assert script.count("\n") == 1


def test_a_list_within_a_row_belongs_to_it():
    script = render_rows_script("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>")

    assert len(parse_script(script)["rows"]) == 2
