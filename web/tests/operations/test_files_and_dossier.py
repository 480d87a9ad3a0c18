"""The commands that compare files with data, and that draft the dossier from what runs."""

from __future__ import annotations

import os
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import CommandError, call_command

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.operations.dossier import BLANK, as_markdown, dossier
from namro_web.organisations.models import Unit
from namro_web.plans import originals
from namro_web.plans.models import Document
from tests.foundation.s3_server import s3_server
from tests.make import make_commune, make_official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def keep(data: bytes, *, unit: Unit, by: User) -> Document:
    return Document.objects.create(
        owner=unit,
        name="ke-hoach.txt",
        sha256=originals.keep(data),
        size=len(data),
        format="text",
        text="",
        source={},
        uploaded_by=by,
        uploaded_at=clock.now(),
    )


@pytest.fixture
def documents() -> list[Document]:
    commune = make_commune()
    person = make_official(unit=commune.root)
    return [keep(data, unit=commune.root, by=person) for data in (b"mot", b"hai", b"ba")]


def check(*options: str) -> tuple[str, str]:
    out = StringIO()
    try:
        call_command("check_files", *options, stdout=out, stderr=StringIO())
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_a_store_that_is_whole_is_said_to_be_so(documents: list[Document]) -> None:
    said, wrong = check()
    assert "3 tệp nguyên vẹn" in said
    assert wrong == ""


def test_missing_altered_and_superfluous_files_are_each_named(documents: list[Document]) -> None:
    originals.place_of(documents[0].sha256).unlink()
    originals.place_of(documents[1].sha256).write_bytes(b"sua")
    originals.keep(b"khong ai nhac")
    said, wrong = check()
    assert f"Thiếu: 1 tệp\n  {documents[0].sha256[:16]}" in said
    assert f"Bị sửa: 1 tệp\n  {documents[1].sha256[:16]}" in said
    assert "Thừa: 1 tệp" in said
    assert "bản sao lưu" in wrong


def test_only_old_superfluous_files_are_taken_away(documents: list[Document]) -> None:
    young, old = originals.keep(b"moi"), originals.keep(b"cu")
    os.utime(originals.place_of(old), (0, 0))
    os.utime(originals.place_of(documents[0].sha256), (0, 0))
    said, _ = check("--remove-orphans")
    assert "đã bỏ 1" in said
    assert originals.place_of(young).exists()
    assert originals.place_of(documents[0].sha256).exists()
    assert not originals.place_of(old).exists()


def test_a_store_over_the_network_is_compared_too(settings: Any) -> None:
    commune = make_commune()
    person = make_official(unit=commune.root)
    with s3_server() as chosen:
        settings.S3 = chosen
        keep(b"trong kho", unit=commune.root, by=person)
        originals.keep(b"thua")
        said, wrong = check()
    assert "kho S3" in said
    assert "Thừa: 1 tệp" in said
    assert wrong == ""
    assert chosen["secret_key"] not in said


def test_the_dossier_says_what_runs_here_and_leaves_the_rest_blank(
    settings: Any, tmp_path: Path
) -> None:
    make_official(unit=make_commune().root)
    settings.SESSION_COOKIE_AGE = 40 * 60
    settings.ALLOWED_HOSTS = ["namro.xa.example.vn"]
    text = as_markdown(dossier(at=datetime(2026, 11, 12, 9, 10, tzinfo=clock.VIETNAM)))
    assert "namro.xa.example.vn" in text
    assert "| Phiên hết hạn khi không thao tác | 40 phút" in text
    assert "Phiên người dùng kéo dài hơn 15 phút" in text
    assert "Chưa có bản sao lưu nào." in text
    assert "CHƯA XÁC MINH" in text
    assert text.count(BLANK) > 10
    assert settings.SECRET_KEY not in text
    settings.SESSION_COOKIE_AGE = 15 * 60
    assert "Phiên người dùng kéo dài" not in as_markdown(dossier(at=clock.now()))


def test_the_dossier_is_a_word_file_that_opens(tmp_path: Path) -> None:
    out = StringIO()
    call_command("security_dossier", docx=tmp_path / "a.docx", stdout=out)
    opened = docx.Document(str(tmp_path / "a.docx"))
    assert any("Sao lưu" in one.text for one in opened.paragraphs)
    assert len(opened.tables) > 8
    assert "người phụ trách điền" in out.getvalue()
