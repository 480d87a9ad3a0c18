"""What a program or a careless hand may send to a review: refused in words, never stored, never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from namro_web.accounts.models import User
from namro_web.intake import actions
from namro_web.intake.models import Draft
from namro_web.plans.models import Plan
from tests.intake.conftest import NOW, PLAN

API = "/api/v1/documents"


@pytest.fixture
def draft(clerk: User, settings: Any, tmp_path: Any) -> Draft:
    settings.MEDIA_ROOT = tmp_path / "files"
    received = actions.receive_document(data=PLAN.encode(), name="kh.txt", by=clerk, at=NOW)
    return Draft.objects.get(pk=received.draft_id)


def post(client: Client, path: str, **body: object) -> Any:
    return client.post(f"{API}/drafts/{path}", json.dumps(body), content_type="application/json")


def item_of(browser: Client, draft: Draft, field: str) -> str:
    """Find an item of the draft that has a field."""
    for item in browser.get(f"{API}/drafts/{draft.pk}").json()["items"]:
        facts = browser.get(f"{API}/drafts/{draft.pk}/items/{item['key']}").json()["facts"]
        if field in facts:
            return str(item["key"])
    raise LookupError(field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "TUYỆT MẬT"),
        ("text", "một\x00hai"),
        ("text", "x" * 300_000),
        ("deliverable", "Độ mật: Tối mật"),
        ("lead", ["MẬT"]),
        ("lead", ["Văn phòng"] * 100_000),
        ("deadline", {"kind": "by-date", "day": "0000-00-00", "start": ""}),
        ("deadline", {"kind": "recurring", "every": "year", "month_days": [[99, 99]], "until": ""}),
        ("deadline", {"kind": "recurring", "every": "year", "month_days": [[2, 30]], "until": ""}),
        ("deadline", {"kind": "on-event", "condition": 5}),
        ("deadline", {"kind": "on-event", "condition": "MẬT"}),
        ("deadline", []),
    ],
)
def test_a_correction_that_cannot_be_kept_is_refused(
    browser: Client, draft: Draft, field: str, value: object
) -> None:
    key = item_of(browser, draft, field)
    answer = post(
        browser, f"{draft.pk}/items/{key}", decision="corrected", version=1, fields={field: value}
    )
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.review.get("items", {}) == {}


def test_a_deadline_before_its_start_is_refused_by_page_and_program(
    browser: Client, draft: Draft
) -> None:
    key = item_of(browser, draft, "deadline")
    backwards = {"kind": "by-date", "day": "2026-02-01", "start": "2026-03-01"}
    answer = post(
        browser, f"{draft.pk}/items/{key}", decision="corrected", version=1,
        fields={"deadline": backwards},
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.json()["code"] == "intake.ends-before-start"
    assert "không được trước ngày bắt đầu (01/03/2026)" in answer.json()["detail"]


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "1e999999", "9" * 40, "²", "1_0"])
def test_a_target_is_a_figure(browser: Client, draft: Draft, figure: str) -> None:
    target = dict.fromkeys(("operator", "word", "unit", "horizon", "printed"), "")
    key = item_of(browser, draft, "targets")
    fields = {"targets": [{**target, "value": figure}]}
    answer = post(
        browser, f"{draft.pk}/items/{key}", decision="corrected", version=1, fields=fields
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("unit", ["garbage", "\x00", "", "1"])
def test_a_unit_that_is_no_identity_is_refused(browser: Client, draft: Draft, unit: str) -> None:
    name = browser.get(f"{API}/drafts/{draft.pk}/names").json()[0]["name"]
    answer = post(
        browser, f"{draft.pk}/names", version=1, choices=[{"name": name, "units": [unit]}]
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "typed", [{"title": "TUYỆT MẬT"}, {"number": "12/KH-UBND (Mật)"}, {"issuer": "a\x00b"}]
)
def test_particulars_that_cannot_be_kept_stop_the_adoption(
    browser: Client, draft: Draft, typed: dict[str, str]
) -> None:
    answer = post(browser, f"{draft.pk}/adopt", version=1, accept_rest=True, **typed)
    assert answer.status_code == 422
    assert not Plan.objects.exists()


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "x"])
def test_numbers_in_addresses_and_forms_upset_nothing(
    browser: Client, draft: Draft, number: str
) -> None:
    source = browser.get(f"/van-ban/{draft.document_id}/nguon/", {"dong": number})
    assert source.status_code == 200
    posted = {"version": number, "number": number}
    assert browser.post(f"/van-ban/nhap/{draft.pk}/phat-hien/", posted).status_code == 422
    posted["version"] = "1"
    assert browser.post(f"/van-ban/nhap/{draft.pk}/phat-hien/", posted).status_code == 422


@pytest.mark.parametrize("address", ["tasks?plan=", "tasks?section=", "indicators?plan="])
def test_an_identity_beyond_any_database_is_refused(browser: Client, address: str) -> None:
    assert browser.get(f"/api/v1/{address}{'9' * 30}").status_code == 422
