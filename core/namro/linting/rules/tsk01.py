"""Nhiệm vụ chưa rõ việc.

**Why.** Rõ việc là điều đầu tiên của “năm rõ”. Một dòng chỉ nói “thực hiện nhiệm vụ được giao” không cho biết
phải làm gì, nên không ai theo dõi hay nghiệm thu được.

**Bad.** “Các nhiệm vụ khác.”; “Thực hiện tốt nhiệm vụ được giao.”

**Good.** “Số hóa hồ sơ hộ tịch từ năm 2016 đến năm 2024.”
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan

_FEWEST_WORDS = 3
_EMPTY_PHRASES = tuple(
    same_words(phrase)
    for phrase in (
        "nhiệm vụ khác",
        "nhiệm vụ được giao",
        "nhiệm vụ được phân công",
        "công việc khác",
        "nội dung khác",
        "nội dung khác có liên quan",
        "nhiệm vụ khác có liên quan",
    )
)
_FILLER = frozenset(
    same_words("các những thực hiện tốt triển khai hoàn thành một số và theo quy định").split()
)


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks that do not say what is to be done."""
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        words = same_words(task.text)
        if len(words.split()) < _FEWEST_WORDS:
            yield RULE.on(
                plan,
                "task",
                index,
                f"Chưa rõ việc: “{short(task.text)}” quá ngắn; nêu việc cụ thể.",
            )
            continue
        for phrase in _EMPTY_PHRASES:
            if phrase in words and set(words.replace(phrase, "").split()) <= _FILLER:
                message = f"Chưa rõ việc: “{short(task.text)}” nói chung chung; nêu việc cụ thể."
                yield RULE.on(plan, "task", index, message)
                break


RULE = Rule("TSK01", "Nhiệm vụ chưa rõ việc", Severity.ERROR, check)
