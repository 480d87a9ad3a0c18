from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails

import namro.errors
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed, Refusal, Unavailable
from namro_web.ui.answers import answer, problem
from namro_web.ui.doors import SignInFirst
from namro_web.ui.fields import Form
from namro_web.ui.pages import see_other, toast

TABLE = [
    (Missing("tests.x", "Không có."), 404),
    (NotAllowed("tests.x", "Không được."), 403),
    (Invalid("tests.x", "Sai.", field="name"), 422),
    (Conflict("tests.x", "Đã đổi."), 409),
    (Unavailable("tests.x", "Bận."), 503),
    (namro.errors.EmptyDocument("Tệp rỗng."), 422),
]


def asked(path: str = "/ke-hoach/", *, htmx: bool = False):
    request = RequestFactory().get(path, headers={"HX-Request": "true"} if htmx else {})
    request.user = AnonymousUser()
    request.htmx = HtmxDetails(request)
    return request


@pytest.mark.parametrize(("error", "status"), TABLE, ids=[type(e).__name__ for e, _ in TABLE])
def test_each_refusal_has_one_answer_for_programs(error: Exception, status: int) -> None:
    response = answer(asked("/api/v1/plans"), error)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert json.loads(response.content)["detail"] == error.message


@pytest.mark.parametrize(("error", "status"), TABLE, ids=[type(e).__name__ for e, _ in TABLE])
def test_each_refusal_has_one_answer_for_people(error: Exception, status: int) -> None:
    page = answer(asked(), error)
    part = answer(asked(htmx=True), error)
    assert (page.status_code, part.status_code) == (status, status)
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert part["HX-Retarget"] == "#toasts"


def test_a_bug_is_nobodys_answer() -> None:
    assert answer(asked(), ValueError("oops")) is None
    with pytest.raises(ValueError, match="oops"):
        problem(ValueError("oops"))


def test_a_refusal_says_where_and_with_what() -> None:
    said = problem(Invalid("tests.x", "Sai.", field="name", most=3))
    assert (said["field"], said["data"], said["code"]) == ("name", {"most": 3}, "tests.x")


def test_a_fragment_asked_by_a_stranger_takes_the_whole_page_to_sign_in() -> None:
    response = answer(asked(htmx=True), SignInFirst())
    assert response["HX-Redirect"].startswith("/dang-nhap/")


def test_every_refusal_of_the_site_is_in_the_table() -> None:
    for family in Refusal.__subclasses__():
        assert answer(asked("/api/v1/x"), family("tests.x", "…")) is not None


def test_after_a_post_htmx_and_browsers_both_go_on() -> None:
    assert see_other(asked(), "/ke-hoach/")["Location"] == "/ke-hoach/"
    assert see_other(asked(htmx=True), "/ke-hoach/")["HX-Redirect"] == "/ke-hoach/"


def test_a_toast_travels_in_a_header_with_its_letters() -> None:
    sent = toast(HttpResponse(), "Đã lưu.")["HX-Trigger"]
    assert sent.isascii()
    assert json.loads(sent)["namro:toast"]["message"] == "Đã lưu."


def test_a_refusal_lands_at_its_field_or_on_top() -> None:
    from django import forms

    class Named(Form):
        name = forms.CharField(label="Tên")

    form = Named({"name": "x"})
    form.add_refusal(Invalid("tests.x", "Tên đã có.", field="name"))
    form.add_refusal(Conflict("tests.x", "Đã đổi."))
    assert (form.errors["name"], form.non_field_errors()) == (["Tên đã có."], ["Đã đổi."])


def test_every_answer_carries_the_safety_headers() -> None:
    response = Client().get("/dang-nhap/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert response["Cache-Control"].find("no-store") >= 0


test_every_answer_carries_the_safety_headers = pytest.mark.django_db(
    test_every_answer_carries_the_safety_headers
)


def test_a_form_after_the_session_leads_back_to_its_page_and_no_further(
    client: Client, db: None
) -> None:
    sent = {"HTTP_REFERER": "http://testserver/nhiem-vu/7/?tu=viec"}
    answer = client.post("/nhiem-vu/7/cap-nhat/", **sent)
    assert answer["Location"].endswith("?next=/nhiem-vu/7/%3Ftu%3Dviec")
    stranger = client.post("/nhiem-vu/7/cap-nhat/", HTTP_REFERER="http://xa.example/lua/")
    assert stranger["Location"].endswith("?next=/")
