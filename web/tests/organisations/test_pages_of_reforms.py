"""The administrator's pages for mergers and splits: a form, a preview, then the act."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from namro_web.organisations.models import Placement, Role, Succession
from tests.make import Commune, browser_of, make_commune, make_official, make_post, shown_at

PAPER = {"day": "01/05/2026", "document_number": "12/NQ-HĐND"}


@pytest.fixture
def commune() -> Commune:
    return make_commune()


@pytest.fixture
def admin(commune: Commune) -> Client:
    return browser_of(make_official(unit=commune.root, role=Role.ADMIN, name="Dung"))


def text_of(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def send(client: Client, address: str, given: dict[str, Any]) -> Any:
    """The form of a page, filled in."""
    return client.post(address, {**shown_at(client, address), **given})


@pytest.mark.django_db
def test_a_merger_is_previewed_with_what_moves_and_then_done(
    admin: Client, commune: Commune
) -> None:
    one, two = commune.units["committee"], commune.units["party"]
    make_post(unit=one)
    address = f"/don-vi/{one.pk}/nhap/"
    given = {**PAPER, "sources": [str(one.pk)], "into": str(two.pk)}
    shown = text_of(send(admin, address, given))
    assert "Làm được" in shown
    assert "1 vị trí công tác" in shown
    assert "Ở lại, là lịch sử của đơn vị cũ" in shown
    assert not Succession.objects.exists()
    answer = send(admin, address, {**given, "lam": "1"})
    assert answer.status_code in (302, 303)
    assert not Placement.objects.filter(unit=one, valid_to__isnull=True).exists()


@pytest.mark.django_db
def test_the_clerk_may_choose_what_becomes_of_a_unit_beneath(
    admin: Client, commune: Commune
) -> None:
    one, two = commune.units["committee"], commune.units["party"]
    office, below = commune.units["office"], commune.units["party-office"]
    given = {
        **PAPER,
        "sources": [str(one.pk)],
        "into": str(two.pk),
        f"ben-duoi-{office.pk}": str(below.pk),
        "lam": "1",
    }
    send(admin, f"/don-vi/{one.pk}/nhap/", given)
    assert Succession.objects.get(predecessor=office).successor == below


@pytest.mark.django_db
def test_two_villages_become_a_new_one_on_the_page(admin: Client, commune: Commune) -> None:
    villages = [commune.units[f"village-{n}"] for n in (1, 2)]
    given = {
        **PAPER,
        "sources": [str(one.pk) for one in villages],
        "into": "moi",
        "name": "Xóm Thống Nhất",
        "lam": "1",
    }
    send(admin, f"/don-vi/{villages[0].pk}/nhap/", given)
    new = Placement.objects.get(name="Xóm Thống Nhất")
    shown = text_of(admin.get(f"/don-vi/{new.unit_id}/"))
    assert "Tiếp nhận từ Xóm 1" in shown
    assert "Tiếp nhận từ Xóm 2" in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        pytest.param(("120", "80"), ["3/5", "2/5"], id="inhabitants"),
        pytest.param(("1.250", "750"), ["5/8", "3/8"], id="grouped digits"),
        pytest.param(("3/5", "2/5"), ["3/5", "2/5"], id="fractions"),
        pytest.param(("62,5 %", "37,5%"), ["5/8", "3/8"], id="percent"),
    ],
)
def test_a_split_takes_shares_as_a_clerk_writes_them(
    admin: Client, commune: Commune, weights: tuple[str, str], shares: list[str]
) -> None:
    village = commune.units["village-1"]
    given = {
        **PAPER,
        "name_1": "Xóm 1A",
        "weight_1": weights[0],
        "name_2": "Xóm 1B",
        "weight_2": weights[1],
        "takes_over": "1",
    }
    address = f"/don-vi/{village.pk}/chia/"
    assert "Làm được" in text_of(send(admin, address, given))
    send(admin, address, {**given, "lam": "1"})
    assert [str(one.share) for one in Succession.objects.order_by("id")] == shares
    assert f"phần chia {shares[0]}" in text_of(admin.get(f"/don-vi/{village.pk}/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (("3/5", "1/5"), "cộng lại đúng bằng 1"),
        (("nhiều", "2/5"), "Ghi số dân"),
        (("1/0", "2/5"), "Ghi số dân"),
        (("12.50", "10"), "Ghi số dân"),
    ],
)
def test_shares_that_cannot_be_read_or_are_no_whole_are_said_in_the_form(
    admin: Client, commune: Commune, weights: tuple[str, str], said: str
) -> None:
    given = {
        **PAPER,
        "name_1": "Xóm 1A",
        "weight_1": weights[0],
        "name_2": "Xóm 1B",
        "weight_2": weights[1],
        "takes_over": "1",
        "lam": "1",
    }
    shown = text_of(send(admin, f"/don-vi/{commune.units['village-1'].pk}/chia/", given))
    assert said in shown
    assert not Succession.objects.exists()


@pytest.mark.django_db
def test_a_commune_becomes_a_ward_on_the_page(admin: Client, commune: Commune) -> None:
    given = {**PAPER, "kind": "ward", "level": "commune", "code": "05581", "lam": "1"}
    send(admin, f"/don-vi/{commune.root.pk}/doi-loai/", given)
    now = Placement.objects.get(unit=commune.root, valid_to__isnull=True)
    assert (now.kind, now.code) == ("ward", "05581")


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["nhap", "chia", "doi-loai", "giai-the"])
def test_the_doors_of_acts_open_to_administrators_of_the_tree_alone(
    admin: Client, commune: Commune, door: str
) -> None:
    village = commune.units["village-1"]
    assert admin.get(f"/don-vi/{village.pk}/{door}/").status_code == 200
    other = make_commune(name="Quang Sơn").units["village-1"]
    assert admin.get(f"/don-vi/{other.pk}/{door}/").status_code == 404
    leader = browser_of(make_official(unit=commune.root, role=Role.LEADER))
    assert leader.get(f"/don-vi/{village.pk}/{door}/").status_code == 403


@pytest.mark.django_db
def test_the_tree_of_a_past_day_keeps_its_day_across_links_and_counts_people(
    admin: Client, commune: Commune
) -> None:
    one, two = commune.units["village-1"], commune.units["village-2"]
    make_post(unit=one)
    clerk = browser_of(make_official(unit=commune.units["office"]))
    given = {**PAPER, "sources": [str(one.pk)], "into": str(two.pk), "lam": "1"}
    send(admin, f"/don-vi/{one.pk}/nhap/", given)
    past = clerk.get("/don-vi/?ngay=30/04/2026").content.decode()
    assert f"/don-vi/{one.pk}/?ngay=30/04/2026" in past
    now = clerk.get("/don-vi/?ngay=30/04/2026&dia_gioi=hom-nay")
    assert str(one.pk) not in now.content.decode()
    assert "Xóm 2 Vị trí công tác: 1" in text_of(now)
    page = text_of(clerk.get(f"/don-vi/{one.pk}/?ngay=30/04/2026"))
    assert "Vào ngày 30/04/2026" in page
    assert "1 Vị trí công tác" in page
    assert "Chuyển cho Xóm 2" in page
