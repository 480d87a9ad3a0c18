"""The pages of the intake and its JSON say and do the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from namro_web.accounts.models import User
from namro_web.intake import actions, queries
from namro_web.intake.models import Draft, Stage
from namro_web.plans.models import Document, Plan
from namro_web.tasks.models import Task
from tests.intake.conftest import NOW, PLAN

API = "/api/v1/documents"


@pytest.fixture
def draft(clerk: User, settings, tmp_path) -> Draft:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    received = actions.receive_document(data=PLAN.encode(), name="kh.txt", by=clerk, at=NOW)
    return Draft.objects.get(pk=received.draft_id)


def post(client: Client, path: str, **body: object):  # type: ignore[no-untyped-def]
    return client.post(path, json.dumps(body), content_type="application/json")


def test_the_review_page_shows_paper_item_and_worklist(browser: Client, draft: Draft) -> None:
    page = browser.get(f"/van-ban/nhap/{draft.pk}/").content.decode()
    for words in ("Văn bản nguồn", "Cần xử lý", "Duyệt, sang mục sau", "Nhận tất cả mục còn lại"):
        assert words in page
    assert 'class="paper"' in page


def test_a_decision_by_htmx_answers_with_the_next_item_alone(browser: Client, draft: Draft) -> None:
    first = browser.get(f"/van-ban/nhap/{draft.pk}/").context["review"].selected.entry.key
    answer = browser.post(
        f"/van-ban/nhap/{draft.pk}/muc/{first}/",
        {"version": 1, "act": "accepted"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert re.search(r"1/\d+ đã duyệt", page)
    assert 'class="paper"' not in page
    assert first not in answer["HX-Replace-Url"]


def test_a_decision_without_script_goes_on_to_the_next_page(browser: Client, draft: Draft) -> None:
    first = browser.get(f"/van-ban/nhap/{draft.pk}/").context["review"].selected.entry.key
    answer = browser.post(
        f"/van-ban/nhap/{draft.pk}/muc/{first}/", {"version": 1, "act": "accepted"}
    )
    assert answer.status_code == 302


def test_the_form_s_fields_become_corrections(browser: Client, draft: Draft) -> None:
    review = browser.get(f"/van-ban/nhap/{draft.pk}/").context["review"]
    key = next(entry.key for entry in review.entries if entry.kind == "NV")
    browser.post(
        f"/van-ban/nhap/{draft.pk}/muc/{key}/",
        {
            "version": 1,
            "act": "accepted",
            "lead": "Công an xã\nVăn phòng - Thống kê",
            "deadline_kind": "by-date",
            "deadline_day": "30/09/2026",
        },
    )
    fields = Draft.objects.get(pk=draft.pk).review["items"][key]["fields"]
    assert fields["lead"] == ["Công an xã", "Văn phòng - Thống kê"]
    assert fields["deadline"]["day"] == "2026-09-30"


def test_a_page_grown_old_is_told_so(browser: Client, draft: Draft) -> None:
    for version, status in ((1, 302), (1, 409)):
        answer = browser.post(f"/van-ban/nhap/{draft.pk}/nhan-het/", {"version": version})
        assert answer.status_code == status


def test_pages_lead_from_review_to_plan(browser: Client, draft: Draft) -> None:
    browser.post(f"/van-ban/nhap/{draft.pk}/nhan-het/", {"version": 1})
    names = browser.get(f"/van-ban/nhap/{draft.pk}/co-quan/")
    assert "Văn phòng - Thống kê" in names.content.decode()
    browser.post(f"/van-ban/nhap/{draft.pk}/co-quan/", {"version": 2})
    adopt = browser.get(f"/van-ban/nhap/{draft.pk}/ban-hanh/")
    form = adopt.context["form"].initial
    answer = browser.post(
        f"/van-ban/nhap/{draft.pk}/ban-hanh/",
        {**form, "issued_on": "05/01/2026", "version": adopt.context["shown"].version},
    )
    plan = Plan.objects.get()
    assert answer["Location"] == f"/ke-hoach/{plan.pk}/"
    assert plan.number == "12/KH-UBND"


def test_a_plan_that_names_no_agency_says_so_instead_of_an_empty_table(
    browser: Client, clerk: User, settings, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    data = (Path(__file__).resolve().parents[3] / "samples" / "hoa-phong" / "plan.txt").read_bytes()
    received = actions.receive_document(data=data, name="kh.txt", by=clerk, at=NOW)
    page = browser.get(f"/van-ban/nhap/{received.draft_id}/co-quan/").content.decode()
    assert "Văn bản không ghi tên cơ quan nào" in page
    assert "<table" not in page
    assert "Tiếp: kiểm tra và ban hành" in page


def test_a_plan_of_another_commune_is_asked_about_before_it_is_issued(
    browser: Client, clerk: User, draft: Draft, settings, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    asked = "không phải nơi đang làm việc"
    assert asked not in browser.get(f"/van-ban/nhap/{draft.pk}/ban-hanh/").content.decode()
    data = (Path(__file__).resolve().parents[3] / "samples" / "hoa-phong" / "plan.txt").read_bytes()
    received = actions.receive_document(data=data, name="kh.txt", by=clerk, at=NOW)
    page = browser.get(f"/van-ban/nhap/{received.draft_id}/ban-hanh/").content.decode()
    assert asked in page


@pytest.mark.parametrize(
    ("issuer", "is_elsewhere"),
    [
        ("", False),
        ("Ủy ban nhân dân xã", False),
        ("UBND xã Trung Hội", False),
        ("ỦY BAN NHÂN DÂN XÃ TRUNG HỘI, TỈNH THÁI NGUYÊN", False),
        ("UBND xã Phượng Tiến", False),
        ("Đảng ủy xã Hòa Phong", True),
        ("UBND tỉnh Thái Nguyên", True),
    ],
)
def test_a_body_is_of_another_place_only_if_it_names_one(issuer: str, is_elsewhere: bool) -> None:
    assert queries.is_issued_elsewhere(issuer, ["Xã Phượng Tiến", "Xã Trung Hội"]) is is_elsewhere


def test_an_adopted_draft_s_page_is_its_source_with_places(browser: Client, draft: Draft) -> None:
    browser.post(f"/van-ban/nhap/{draft.pk}/nhan-het/", {"version": 1})
    adopt = browser.get(f"/van-ban/nhap/{draft.pk}/ban-hanh/")
    form = {**adopt.context["form"].initial, "issued_on": "", "version": 2}
    browser.post(f"/van-ban/nhap/{draft.pk}/ban-hanh/", form)
    answer = browser.get(f"/van-ban/nhap/{draft.pk}/")
    assert answer["Location"] == f"/van-ban/{draft.document_id}/nguon/"
    page = browser.get(answer["Location"] + "?muc=NV-0").content.decode()
    assert 'id="muc-NV-0"' in page


def test_a_failed_draft_says_why_and_can_be_read_again(browser: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(stage=Stage.FAILED, failure="Không đọc được.")
    assert "Không đọc được." in browser.get(f"/van-ban/nhap/{draft.pk}/").content.decode()
    browser.post(f"/van-ban/{draft.document_id}/doc-ke-hoach/")
    assert Draft.objects.filter(document_id=draft.document_id, stage="ready").exists()
    assert Draft.objects.get(document_id=draft.document_id).stage == Stage.READY


def test_a_waiting_page_asks_how_far_it_is_and_goes_on_when_ready(
    browser: Client, draft: Draft
) -> None:
    Draft.objects.filter(pk=draft.pk).update(stage=Stage.READING, step="Mở văn bản", done=10)
    asked = browser.get(f"/van-ban/nhap/{draft.pk}/tien-do/", headers={"HX-Request": "true"})
    assert "10/100" in asked.content.decode()
    Draft.objects.filter(pk=draft.pk).update(stage=Stage.READY)
    ready = browser.get(f"/van-ban/nhap/{draft.pk}/tien-do/", headers={"HX-Request": "true"})
    assert ready["HX-Redirect"] == f"/van-ban/nhap/{draft.pk}/"


def test_a_program_walks_from_file_to_plan(browser: Client, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    sent = browser.post(API, {"file": SimpleUploadedFile("kh.txt", PLAN.encode())})
    assert sent.status_code == 201
    path = f"{API}/drafts/{sent.json()['draft_id']}"
    draft = browser.get(path).json()
    key = next(item["key"] for item in draft["items"] if item["tag"].startswith("NV"))
    assert browser.get(f"{path}/items/{key}").json()["facts"]["lead"] == ["Văn phòng - Thống kê"]
    decided = post(
        browser,
        f"{path}/items/{key}",
        decision="corrected",
        version=draft["version"],
        fields={"deliverable": "Báo cáo"},
    ).json()
    names = browser.get(f"{path}/names").json()
    assert {"Văn phòng - Thống kê", "Các xóm"} <= {name["name"] for name in names}
    adopted = post(browser, f"{path}/adopt", version=decided["version"], accept_rest=True)
    assert adopted.status_code == 201
    assert Task.objects.get(no="1").deliverable == "Báo cáo"


def test_a_program_gets_problems_in_words(browser: Client, draft: Draft) -> None:
    bad = browser.post(API, {"file": SimpleUploadedFile("x.docx", b"MZ" + bytes(2000))})
    assert bad.status_code == 422
    assert bad["Content-Type"] == "application/problem+json"
    assert bad.json()["code"].startswith("read.")
    again = browser.post(API, {"file": SimpleUploadedFile("kh.txt", PLAN.encode())})
    assert again.status_code == 409
    assert again.json()["data"]["document_id"] == Document.objects.get().pk
    old = post(browser, f"{API}/drafts/{draft.pk}/undo", version=99)
    assert old.status_code == 409


def test_the_list_of_documents_takes_as_many_queries_for_many_as_for_one(
    browser: Client, clerk: User, draft: Draft
) -> None:
    browser.get("/van-ban/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/van-ban/")
    for number in range(6):
        actions.receive_document(
            data=f"Thư số {number}\n\nKính gửi bà con.".encode(),
            name=f"thu-{number}.txt",
            by=clerk,
            at=NOW,
            as_plain=True,
        )
    with CaptureQueriesContext(connection) as many:
        browser.get("/van-ban/")
    assert len(many) == len(one)


def test_a_discarded_draft_leaves_its_document_to_be_read_again(
    browser: Client, draft: Draft
) -> None:
    page = browser.get(f"/van-ban/nhap/{draft.pk}/bo/").content.decode()
    assert "Tệp gốc vẫn được giữ" in page
    stale = browser.post(f"/van-ban/nhap/{draft.pk}/bo/", {"version": draft.version + 1})
    assert stale.status_code == 409
    answer = browser.post(f"/van-ban/nhap/{draft.pk}/bo/", {"version": draft.version})
    assert answer["Location"] == f"/van-ban/{draft.document_id}/nguon/"
    assert not Draft.objects.filter(pk=draft.pk).exists()
    browser.post(f"/van-ban/{draft.document_id}/doc-ke-hoach/")
    assert Draft.objects.filter(document_id=draft.document_id, stage="ready").exists()


def test_two_documents_are_listed_as_two(browser: Client, clerk: User, draft: Draft) -> None:
    data = f"{PLAN}\nBản thứ hai.".encode()
    actions.receive_document(data=data, name="kh-2.txt", by=clerk, at=NOW)
    assert len(browser.get(API).json()) == 2


def rows_of_tasks(number: int) -> str:
    row = "| {0} | Số hóa hồ sơ lĩnh vực thứ {0} của xã | Văn phòng - Thống kê | Công an xã | Báo cáo số {0} | Quý II/2026 |"
    first = PLAN.index("| 1 | Số hóa")
    last = PLAN.index("III. TỔ CHỨC")
    rows = "\n".join(row.format(n) for n in range(1, number + 1))
    return f"{PLAN[:first]}{rows}\n\n{PLAN[last:]}"


def test_four_hundred_items_are_reviewed_with_as_many_queries_as_four(
    browser: Client, clerk: User, settings, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    counts = []
    # The first visit of a session asks who is there; the pages are counted after it.
    browser.get("/van-ban/")
    for number in (4, 400):
        received = actions.receive_document(
            data=rows_of_tasks(number).encode(), name="kh.txt", by=clerk, at=NOW
        )
        for page in ("", "chua-ro/", "ban-hanh/"):
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(f"/van-ban/nhap/{received.draft_id}/{page}")
            assert answer.status_code == 200
            counts.append((number, page, len(asked)))
    assert [count for n, _, count in counts if n == 4] == [c for n, _, c in counts if n == 400]


def test_a_program_adds_an_item_and_waives_what_is_unclear(browser: Client, draft: Draft) -> None:
    words = "Tuyên truyền về chuyển đổi số"
    start = draft.document.text.index("Ủy ban nhân dân xã xây dựng Kế hoạch như sau")
    added = post(browser, f"{API}/drafts/{draft.pk}/items", kind="MT", start=start, end=start + 44)
    assert added.status_code == 201
    assert [item["added"] for item in added.json()["items"]].count(True) == 1
    lacking = browser.get(f"{API}/drafts/{draft.pk}/unclear").json()
    assert any(words in one["text"] or one["lacks"] for one in lacking)
    refused = post(
        browser, f"{API}/drafts/{draft.pk}/waivers", keys=[], reason="Vội quá", version=2
    )
    assert refused.json()["code"] == "intake.nothing-to-waive"
