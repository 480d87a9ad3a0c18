"""Compiled templates keep the promises of Django's: what people type is never markup."""

from __future__ import annotations

import pytest
from django.template import engines
from django.urls import reverse
from django.utils.safestring import mark_safe
from jinja2 import DictLoader, UndefinedError

from namro_web.ui import hot
from namro_web.ui.templatetags.namro import status


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = hot._environment().overlay(
        loader=DictLoader({"one.jinja": "{{ text }}|{{ many|join('; ') }}|{{ icon('clock') }}"})
    )
    monkeypatch.setattr(hot, "_environment", lambda: environment)


def test_what_people_type_is_escaped_and_components_are_not(compiled: None) -> None:
    drawn = hot.draw("one.jinja", text="<b>&", many=["<i>", "x"])
    text, many, icon = drawn.split("|")
    assert (text, many) == ("&lt;b&gt;&amp;", "&lt;i&gt;; x")
    assert icon.startswith("<svg")


def test_a_name_that_is_not_given_is_an_error(compiled: None) -> None:
    with pytest.raises(UndefinedError):
        hot.draw("one.jinja", many=[])


def test_a_page_draws_its_rows_with_a_tag(compiled: None) -> None:
    page = engines["django"].from_string('{% hot "one.jinja" text=text many=many %}')
    assert page.render({"text": "<b>", "many": []}).startswith("&lt;b&gt;|")


def test_rows_are_drawn_by_their_values_each_with_what_stands_around(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = hot._environment().overlay(
        loader=DictLoader({"each.jinja": "<{{ row[0] }} {{ row[1] }} {{ level }}>"})
    )
    monkeypatch.setattr(hot, "_environment", lambda: environment)
    page = engines["django"].from_string('{% hot_each "each.jinja" rows level=level %}')

    def drawn(*rows: tuple[int, str], level: int = 0) -> str:
        return page.render({"rows": rows, "level": level})

    assert drawn((1, "a"), (2, "<b>")) == "<1 a 0><2 &lt;b&gt; 0>"
    kept = hot._drawn.cache_info().hits
    assert drawn((2, "<b>"), (1, "a")) == "<2 &lt;b&gt; 0><1 a 0>"
    assert hot._drawn.cache_info().hits == kept + 2
    assert drawn((1, "A"), level=1) == "<1 A 1>", "other values, other words"


@pytest.mark.parametrize("number", [1, 99, 999_999_999])
def test_a_link_is_the_address_of_the_thing(number: int) -> None:
    assert hot.link("tasks:detail", number) == reverse("tasks:detail", args=[number])


def test_a_chip_drawn_once_as_safe_is_not_safe_for_others() -> None:
    assert "<b>ý</b>" in status("done", mark_safe("<b>ý</b>"))
    assert "&lt;b&gt;ý" in status("done", "<b>ý</b>")
