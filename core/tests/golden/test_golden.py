"""What the library makes of the sample plans, held against files that people review as diffs.

``make golden`` writes them again, by running this file with ``NAMRO_REWRITE_GOLDEN=1``.
"""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path

import pytest

import namro
from namro.linting.engine import rules_manual

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
MANUAL = ROOT / "docs" / "reference" / "rules.md"
REWRITE = os.environ.get("NAMRO_REWRITE_GOLDEN") == "1"

_MANUAL_HEAD = """# Quy tắc rà soát

Trang này được lập từ lời giải thích trong từng tệp của `core/namro/linting/rules/`; sửa ở đó rồi chạy
`make golden`. Mỗi quy tắc nói vì sao cần, viết thế nào là chưa được, viết thế nào là được.

"""


def _hold(path: Path, text: str) -> None:
    if REWRITE:
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, (
        f"{path.name} đã khác; xem lại rồi chạy make golden"
    )


@pytest.mark.skipif(
    importlib.util.find_spec("underthesea") is None, reason="cần phần mở rộng namro[language]"
)
@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()))
def test_a_sample_plan_is_read_as_before(name: str) -> None:
    source = namro.read((SAMPLES / name / "plan.txt").read_bytes(), name="plan.txt")
    plan = namro.parse(source)
    printed = namro.contract(plan, namro.lint(plan))
    text = json.dumps(printed, ensure_ascii=False, indent=1) + "\n"
    _hold(SAMPLES / name / "plan.golden.json", text)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()))
def test_a_draft_of_a_sample_plan_is_kept_without_loss(name: str) -> None:
    source = namro.read((SAMPLES / name / "plan.txt").read_bytes(), name="plan.txt")
    plan = namro.parse(source)
    kept_source = json.loads(json.dumps(namro.source_to_json(source)))
    kept_plan = json.loads(json.dumps(namro.plan_to_json(plan)))
    assert namro.plan_from_json(kept_plan, namro.source_from_json(kept_source)) == plan


def test_the_manual_of_rules_is_up_to_date() -> None:
    _hold(MANUAL, _MANUAL_HEAD + rules_manual())


def test_the_rewrite_switch_is_off() -> None:
    assert not REWRITE, "NAMRO_REWRITE_GOLDEN đang bật: kết quả mẫu không được kiểm"
