"""Which apps bring a router, under which word of the address and which heading of the page for people."""

from __future__ import annotations

# Absent ones are left out.
ROUTERS = {
    "organisations": ("units", "Đơn vị"),
    "plans": ("plans", "Kế hoạch"),
    "indicators": ("indicators", "Chỉ tiêu"),
    "tasks": ("tasks", "Nhiệm vụ"),
    "comparing": ("coverage", "Đối chiếu cấp trên"),
    "amending": ("versions", "Phiên bản kế hoạch"),
    "intake": ("documents", "Văn bản"),
    "inspecting": ("conclusions", "Kết luận, kiến nghị kiểm tra"),
    "journal": ("history", "Nhật ký"),
}
