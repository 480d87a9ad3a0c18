"""A file comes in only if it may be held and can be read; otherwise nothing of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro_web.accounts.models import User
from namro_web.foundation.models import HistoryLine
from namro_web.intake.models import Draft
from namro_web.plans.models import Document
from tests.intake import bad_files
from tests.intake.conftest import LETTER, PLAN

UPLOAD = "/van-ban/tai-len/"

BAD = [
    pytest.param("rong.docx", b"", "rỗng", id="an empty file"),
    pytest.param("rong.pdf", b"", "rỗng", id="a PDF of no bytes"),
    pytest.param("khoa.pdf", bad_files.locked_pdf(), "mật khẩu", id="a locked PDF"),
    pytest.param("khoa.docx", bad_files.locked_word(), "mật khẩu", id="a locked Word file"),
    pytest.param("ke-hoach.docx", bad_files.plain_zip(), "", id="a ZIP named docx"),
    pytest.param("ke-hoach.docx", b"MZ" + bytes(4000), "", id="a program named docx"),
    pytest.param("bom.docx", bad_files.zip_bomb(), "", id="a zip bomb"),
    pytest.param("bang.docx", bad_files.nested_tables(), "", id="ten thousand nested tables"),
    pytest.param("xxe.docx", bad_files.external_entities(), "", id="external entities"),
    pytest.param("hong.txt", b"\xff\xfe\xfa\x80\x81\x00\x9c" * 50, "", id="broken letters"),
]


def stored() -> tuple[int, int, int]:
    """Count what an upload may leave behind: documents, drafts, files on disk."""
    folder = Path(settings.MEDIA_ROOT)
    files = [entry for entry in folder.rglob("*") if entry.is_file()] if folder.exists() else []
    return Document.objects.count(), Draft.objects.count(), len(files)


@pytest.fixture
def own_files(settings, tmp_path):  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"


def send(browser: Client, name: str, data: bytes, **fields: str):  # type: ignore[no-untyped-def]
    return browser.post(UPLOAD, {"file": SimpleUploadedFile(name, data), **fields})


@pytest.mark.usefixtures("own_files")
@pytest.mark.parametrize(("name", "data", "said"), BAD)
def test_a_bad_file_is_refused_in_words_and_leaves_nothing(
    browser: Client, name: str, data: bytes, said: str
) -> None:
    lines = HistoryLine.objects.count()
    answer = send(browser, name, data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert said in answer.content.decode()
    assert stored() == (0, 0, 0)
    assert HistoryLine.objects.count() == lines


@pytest.mark.usefixtures("own_files")
def test_a_scan_without_text_says_what_to_install(browser: Client, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("PATH", "/nowhere")
    answer = send(browser, "quet.pdf", bad_files.scanned_pdf())
    assert answer.status_code == 422
    assert "ocrmypdf" in answer.content.decode()
    assert stored() == (0, 0, 0)


@pytest.mark.usefixtures("own_files")
def test_a_file_announced_over_the_limit_is_refused_unread(browser: Client) -> None:
    answer = browser.post(
        UPLOAD,
        b"x",
        content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
    )
    assert answer.status_code == 422
    assert "50 MB" in answer.content.decode()


@pytest.mark.usefixtures("own_files")
def test_a_file_over_the_limit_is_stopped_while_it_arrives(browser: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.UPLOAD_LIMIT = 100_000
    answer = send(browser, "lon.txt", b"a" * 140_000)
    assert answer.status_code == 422
    assert "lớn hơn" in answer.content.decode()
    assert stored() == (0, 0, 0)


@pytest.mark.usefixtures("own_files")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("ke-hoach.txt", "MẬT\n\n" + PLAN, id="a mark in the document's head"),
        pytest.param("TỐI MẬT ke hoach.txt", PLAN, id="a mark in the file's name"),
    ],
)
def test_a_secret_file_is_refused_with_the_law_and_nothing_of_it_is_kept(
    browser: Client, name: str, text: str
) -> None:
    answer = send(browser, name, text.encode())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "117/2025/QH15" in page
    assert stored() == (0, 0, 0)
    line = HistoryLine.objects.get(verb="intake.document-refused")
    kept = str(line.data) + line.subject_type
    assert "An Bình" not in kept
    assert "ke-hoach" not in kept


@pytest.mark.usefixtures("own_files")
def test_a_document_that_is_no_plan_is_kept_only_when_asked_again(browser: Client) -> None:
    first = send(browser, "thu-moi.txt", LETTER.encode())
    assert first.status_code == 422
    assert "Giữ như văn bản thường" in first.content.decode()
    assert stored() == (0, 0, 0)

    second = send(browser, "thu-moi.txt", LETTER.encode(), as_plain="1")
    assert second.status_code == 302
    assert stored() == (1, 0, 1)


@pytest.mark.usefixtures("own_files")
def test_the_same_file_again_shows_the_one_that_is_here(browser: Client) -> None:
    send(browser, "ke-hoach.txt", PLAN.encode())
    document = Document.objects.get()
    again = send(browser, "ten-khac.txt", PLAN.encode())
    assert again["Location"] == f"/van-ban/{document.pk}/"
    assert stored() == (1, 1, 1)


@pytest.mark.usefixtures("own_files")
def test_a_name_never_steers_where_a_file_goes(browser: Client) -> None:
    send(browser, "../../../etc/passwd\u202egnp.txt", PLAN.encode())
    document = Document.objects.get()
    assert "/" not in document.name
    assert "\u202e" not in document.name


@pytest.mark.usefixtures("own_files")
def test_an_upload_without_the_page_s_token_is_refused(clerk: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk)
    answer = send(strict, "ke-hoach.txt", PLAN.encode())
    assert answer.status_code == 403
    assert stored() == (0, 0, 0)


@pytest.mark.usefixtures("own_files")
def test_who_only_reads_cannot_bring_documents_in(reporter: User, client: Client) -> None:
    client.force_login(reporter)
    assert send(client, "ke-hoach.txt", PLAN.encode()).status_code == 403
    assert stored() == (0, 0, 0)


@pytest.mark.usefixtures("own_files")
def test_the_original_comes_back_byte_for_byte_and_never_opens_in_our_name(
    browser: Client,
) -> None:
    send(browser, "kế hoạch.html", f"<html><body><pre>{PLAN}</pre></body></html>".encode())
    document = Document.objects.get()
    answer = browser.get(f"/van-ban/{document.pk}/tep/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"CHUY" in answer.content or PLAN.encode() in answer.content


@pytest.mark.usefixtures("own_files")
@pytest.mark.parametrize("path", ["", "nguon/", "tep/"])
def test_a_document_of_another_commune_does_not_exist(
    browser: Client, stranger: User, client: Client, path: str
) -> None:
    send(browser, "ke-hoach.txt", PLAN.encode())
    document = Document.objects.get()
    other = Client()
    other.force_login(stranger)
    assert other.get(f"/van-ban/{document.pk}/{path}").status_code == 404
