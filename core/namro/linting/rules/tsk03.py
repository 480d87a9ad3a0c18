"""Nhiệm vụ chưa rõ trách nhiệm.

**Why.** Rõ trách nhiệm là biết ai chịu trách nhiệm cuối cùng và ai phối hợp. Nhiều đơn vị cùng chủ trì mà không nói
ai chịu trách nhiệm chính, hoặc một đơn vị vừa chủ trì vừa phối hợp, thì trách nhiệm bị lẫn.

**Bad.** Chủ trì: “Công chức Văn hóa - Xã hội, Công an xã”.

**Good.** Chủ trì: “Công chức Văn hóa - Xã hội”; phối hợp: “Công an xã”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Origin, Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks whose duties are shared without an order, or given twice to one unit."""
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        name = short(task.text)
        leads = {same_words(unit): unit for unit in task.lead}
        both = [unit for unit in task.coordinating if same_words(unit) in leads]
        if both:
            yield RULE.on(
                plan,
                "task",
                index,
                f"Chưa rõ trách nhiệm: “{both[0]}” vừa chủ trì vừa phối hợp “{name}”; chọn một vai trò.",
            )
        if len(leads) > 1:
            yield RULE.on(
                plan,
                "task",
                index,
                f"Chưa rõ trách nhiệm: “{name}” có {len(leads)} đơn vị chủ trì; nêu đơn vị chịu trách "
                f"nhiệm chính (nếu không, hiểu là “{task.lead[0]}”).",
            )
        elif leads and not task.coordinating and task.origin is Origin.ANNEX:
            yield RULE.on(
                plan,
                "task",
                index,
                f"“{name}” không nêu đơn vị phối hợp; bổ sung hoặc ghi rõ là tự thực hiện.",
                severity=Severity.NOTE,
            )


RULE = Rule("TSK03", "Nhiệm vụ chưa rõ trách nhiệm", Severity.WARNING, check)
