"""What machines are told, to whom; what administrators see of background work; what logs never say."""

from __future__ import annotations

import json
import logging
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client.parser import text_string_to_metric_families

from namro_web.foundation.addresses import networks
from namro_web.foundation.history import record
from namro_web.foundation.logs import JsonLines, request_id
from namro_web.foundation.models import HistoryLine
from namro_web.operations import readiness
from namro_web.organisations.actions import create_commune_from_template
from namro_web.organisations.models import Role
from tests.make import browser_of, make_commune, make_official

pytestmark = pytest.mark.django_db


def stranger() -> Client:
    return Client(REMOTE_ADDR="203.0.113.9")


def failed_job(office: object = "") -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.create(
        args_kwargs={"args": ["nội dung riêng"], "kwargs": {"office": str(office)}},
        task_path="tests.operations.sample_jobs.note",
        backend_name="default",
        run_after=get_date_max(),
        status=TaskResultStatus.FAILED,
        worker_ids=["a"] * 5,
        exception_class_path="builtins.RuntimeError",
        traceback="bí mật trong vết lỗi",
    )


def test_life_is_told_to_anybody_under_any_host_name() -> None:
    answer = stranger().get("/song/", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content.decode()) == (200, "sống\n")


def test_readiness_says_yes_to_anybody_and_why_to_monitors(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert stranger().get("/san-sang/").json() == {"ready": True}
    told = Client().get("/san-sang/").json()
    assert set(told["needs"]) == {"database", "migrations", "storage", "workers", "disk"}


def test_monitors_are_told_how_old_the_last_backup_is_and_when_it_is_too_old() -> None:
    assert Client().get("/san-sang/").json()["backup"]["detail"] == "chưa sao lưu lần nào"
    person = make_official(unit=make_commune().root)
    for hours, warned in ((50, True), (3, False)):
        record(
            "foundation.backup-made", person, by=None, at=timezone.now() - timedelta(hours=hours)
        )
        said = Client().get("/san-sang/").json()["backup"]
        assert f"cách đây {hours} giờ" in said["detail"]
        assert ("quá một ngày" in said["detail"]) is warned
    assert "backup" not in stranger().get("/san-sang/").json()


def test_a_site_that_cannot_work_says_so(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path

    def away() -> str:
        raise OperationalError

    monkeypatch.setattr(readiness, "_database", away)
    monkeypatch.setattr(readiness, "_disk", lambda: "chỉ còn 1 MB")
    answer = Client().get("/san-sang/")
    assert answer.status_code == 503
    unmet = {name for name, need in answer.json()["needs"].items() if not need["met"]}
    assert unmet == {"database", "disk"}


def test_counts_are_for_monitors_alone(settings: Any) -> None:
    settings.METRICS_TOKEN = "ma-giam-sat"
    assert stranger().get("/metrics").status_code == 404
    wrong = stranger().get("/metrics", headers={"authorization": "Bearer khac"})
    assert wrong.status_code == 404
    right = stranger().get("/metrics", headers={"authorization": "Bearer ma-giam-sat"})
    assert right.status_code == 200
    settings.METRICS_NETWORKS = networks("203.0.113.0/24")
    assert stranger().get("/metrics").status_code == 200
    assert Client().get("/metrics").status_code == 404


def test_prometheus_reads_the_counts_and_finds_no_person() -> None:
    official = make_official(unit=make_commune().units["office"], name="Trần Thị Riêng Tư")
    browser_of(official).get("/tro-giup/")
    Client().post("/dang-nhap/", {"login": official.username, "password": "sai hoàn toàn"})
    failed_job()
    text = Client().get("/metrics").content.decode()
    read = {
        (sample.name, sample.labels.get("route", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert read["namro_requests_total", "ui:help"] >= 1
    assert read["namro_request_seconds_count", "ui:help"] >= 1
    assert read["namro_sign_ins_failed_total", ""] >= 1
    assert read["namro_jobs_failed", ""] == 1
    assert read["namro_history_lines", ""] == HistoryLine.objects.count()
    assert read["namro_disk_free_bytes", ""] > 0
    assert official.username not in text
    assert "Riêng Tư" not in text


def test_an_administrator_sees_jobs_without_their_content_and_starts_one_over() -> None:
    job = failed_job()
    commune = make_commune()
    admin = browser_of(make_official(unit=commune.root, role=Role.ADMIN))
    page = admin.get("/cong-viec-nen/").content.decode()
    assert "Đã dừng sau lỗi" in page
    assert "nội dung riêng" not in page
    assert "bí mật trong vết lỗi" not in page
    admin.post(f"/cong-viec-nen/{job.pk}/chay-lai/")
    job.refresh_from_db()
    assert (job.status, job.worker_ids) == (TaskResultStatus.READY, [])
    assert job.run_after <= timezone.now()
    assert HistoryLine.objects.filter(verb="operations.job-retried").count() == 1


def test_an_administrator_sees_and_starts_only_the_jobs_of_their_own_office() -> None:
    province = make_commune(name="Thái Nguyên", kind="province", villages=0)
    here, there = (
        create_commune_from_template(
            name=name,
            kind="commune",
            villages=1,
            valid_from=date(2025, 1, 1),
            parent_id=province.root.pk,
            by=None,
        )
        for name in ("Trung Hội", "Quang Sơn")
    )
    own, other, common = failed_job(here.root.pk), failed_job(there.root.pk), failed_job()
    browser = browser_of(make_official(unit=here.root, role=Role.ADMIN))
    page = browser.get("/cong-viec-nen/").content.decode()
    assert str(own.pk)[:8] in page
    assert str(other.pk)[:8] not in page
    assert str(common.pk)[:8] not in page
    assert "1 dừng sau lỗi" in page
    assert browser.post(f"/cong-viec-nen/{other.pk}/chay-lai/").status_code == 404
    assert browser.post(f"/cong-viec-nen/{common.pk}/chay-lai/").status_code == 404
    assert browser.post(f"/cong-viec-nen/{own.pk}/chay-lai/").status_code == 302
    other.refresh_from_db()
    assert other.status == TaskResultStatus.FAILED
    # Whoever administers the only tree there is administers the installation.
    above = browser_of(make_official(unit=province.root, role=Role.ADMIN))
    page = above.get("/cong-viec-nen/").content.decode()
    assert all(str(job.pk)[:8] in page for job in (own, other, common))
    # Beside another tree, a province's administrator sees what is its own and its communes'.
    make_commune(name="Nơi khác")
    page = above.get("/cong-viec-nen/").content.decode()
    assert all(str(job.pk)[:8] in page for job in (own, other))
    assert str(common.pk)[:8] not in page


def test_nobody_else_sees_or_starts_jobs() -> None:
    job = failed_job()
    leader = browser_of(make_official(unit=make_commune().root, role=Role.LEADER))
    assert leader.get("/cong-viec-nen/").status_code == 403
    assert leader.post(f"/cong-viec-nen/{job.pk}/chay-lai/").status_code == 403
    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED


def test_a_job_that_runs_is_not_started_over() -> None:
    job = failed_job()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    admin = browser_of(make_official(unit=make_commune().root, role=Role.ADMIN))
    assert admin.post(f"/cong-viec-nen/{job.pk}/chay-lai/").status_code == 409


def test_a_line_of_the_log_names_route_and_person_by_number_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    official = make_official(unit=make_commune().units["office"], name="Trần Thị Riêng Tư")
    with caplog.at_level(logging.INFO, "namro_web.access"):
        answer = browser_of(official).get("/tim-kiem/?q=chuyen-rieng")
    (record,) = [one for one in caplog.records if one.name == "namro_web.access"]
    token = request_id.set(answer.headers["X-Request-ID"])
    try:
        line = json.loads(JsonLines().format(record))
    finally:
        request_id.reset(token)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["route"], line["status"], line["user"]) == ("ui:search", 200, official.pk)
    assert line["duration_ms"] > 0
    for private in ("Riêng", official.username, "chuyen-rieng", "127.0.0.1"):
        assert private not in json.dumps(line, ensure_ascii=False)


def test_a_program_finds_the_requests_name_in_its_problem() -> None:
    answer = Client().get("/api/v1/tasks")
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
