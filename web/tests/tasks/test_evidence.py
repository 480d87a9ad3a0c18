"""What may be kept as evidence is told by its content; the rest is refused before it is stored."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from namro_web.foundation.errors import Invalid
from namro_web.tasks import actions
from namro_web.tasks.evidence_files import accept, clean_name
from namro_web.tasks.models import Evidence, Task
from namro_web.tasks.parts import EvidenceFile
from tests.make import browser_of
from tests.tasks.world import NOON, World

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def word(text: str) -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def archive(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        pytest.param("anh.png", PNG, "image/png", id="picture"),
        pytest.param("anh.jpg", b"\xff\xd8\xff\xe0" + b"0" * 20, "image/jpeg", id="photo"),
        pytest.param("ghi.txt", "Biên bản họp".encode(), "text/plain; charset=utf-8", id="text"),
        pytest.param("x.png", word("Báo cáo kết quả"), "application/vnd.openxml", id="by content"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, data: bytes, content_type: str) -> None:
    assert accept(EvidenceFile(name, data)).content_type.startswith(content_type)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.docx", b"MZ\x90\x00" + b"\x00" * 50, "không phải minh chứng", id="program"),
        pytest.param("a.docx", archive(**{"a.txt": "x"}), "tệp nén", id="archive"),
        pytest.param("a.docx", b"PK\x03\x04hong", "bị hỏng", id="broken archive"),
        pytest.param(
            "a.docx",
            archive(**{"[Content_Types].xml": "x", "word/vbaProject.bin": "x"}),
            "macro",
            id="macro",
        ),
        pytest.param("a.txt", b"<script>alert(1)</script>", "không phải", id="page"),
        pytest.param("a.txt", b"\xff\xfe\x00\x01", "không phải", id="bytes"),
    ],
)
def test_what_is_no_evidence_is_refused_with_its_reason(name: str, data: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        accept(EvidenceFile(name, data))


SLIDE = "<p:sld><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:sld>"


def slides(words: str) -> bytes:
    return archive(
        **{
            "[Content_Types].xml": "presentationml",
            "ppt/slides/slide1.xml": SLIDE.format(words=words),
        }
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("TUYET_MAT-so-do.png", PNG, "Tuyệt mật", id="picture by its name"),
        pytest.param("slide.pptx", slides("TỐI MẬT"), "Tối mật", id="slides"),
        pytest.param("a.txt", b"{\\rtf1 M\\u7852?T}", "RTF", id="RTF that says it is text"),
        pytest.param(
            "a.docx",
            archive(
                mimetype="application/vnd.oasis.opendocument.text",
                **{"[Content_Types].xml": "x", "word/a": "x"},
            ),
            "OpenDocument",
            id="another kind dressed as Word",
        ),
    ],
)
def test_what_cannot_be_looked_through_is_not_kept(name: str, data: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        accept(EvidenceFile(name, data))


def test_slides_without_a_mark_are_kept() -> None:
    assert "presentation" in accept(EvidenceFile("a.pptx", slides("Kế hoạch"))).content_type


def test_a_file_over_the_limit_is_refused(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024
    with pytest.raises(Invalid, match="nặng hơn"):
        accept(EvidenceFile("a.txt", b"x" * 1025))


def test_a_secret_document_is_refused_and_nothing_of_it_kept(world: World, tmp_path: Path) -> None:
    secret = word("TUYỆT MẬT")
    with pytest.raises(Invalid, match="Tuyệt mật"):
        actions.submit_done(
            task_id=world.tasks["by_date"],
            by=world.an,
            at=NOON,
            files=[EvidenceFile("hinh.png", PNG), EvidenceFile("bao-cao.docx", secret)],
        )
    kept = {path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()}
    assert not kept & {len(secret), len(PNG)}
    assert Task.objects.get(pk=world.tasks["by_date"]).state == "not-started"


def test_innocent_words_are_no_secrecy_mark(world: World) -> None:
    actions.report_progress(
        task_id=world.tasks["by_date"],
        by=world.an,
        at=NOON,
        note="Đã tập huấn bảo mật, đổi mật khẩu, trừ văn bản mật theo quy định.",
    )
    assert Task.objects.get(pk=world.tasks["by_date"]).state == "in-progress"


def test_a_name_cannot_lead_out_of_its_folder() -> None:
    assert clean_name("..\\..\\etc/passwd\x00.txt") == "passwd.txt"


def test_evidence_comes_back_byte_for_byte_and_is_never_run(world: World) -> None:
    actions.submit_done(
        task_id=world.tasks["by_date"],
        by=world.an,
        at=NOON,
        files=[EvidenceFile("Biểu rà soát.png", PNG)],
    )
    evidence = Evidence.objects.get()
    answer = browser_of(world.inspector).get(f"/nhiem-vu/minh-chung/{evidence.pk}/")
    assert answer.content == PNG
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_stranger_gets_no_evidence(world: World) -> None:
    from tests.tasks.world import make_world

    actions.submit_done(
        task_id=world.tasks["by_date"], by=world.an, at=NOON, files=[EvidenceFile("a.png", PNG)]
    )
    other = make_world(name="Hòa Phong")
    url = f"/nhiem-vu/minh-chung/{Evidence.objects.get().pk}/"
    assert browser_of(other.leader).get(url).status_code == 404


def test_a_letter_that_no_database_keeps_is_left_out_of_a_number(world: World) -> None:
    actions.report_progress(
        task_id=world.tasks["by_date"], by=world.an, at=NOON, numbers=["12/BC\x00-UBND"]
    )
    assert Evidence.objects.get().document_number == "12/BC-UBND"
