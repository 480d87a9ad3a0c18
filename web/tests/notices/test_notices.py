"""Telling people: once, the right ones, never of finished work, and by mail as they wish."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from icalendar import Calendar as ICalendar

from namro_web.accounts.models import User
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.notices.access import calendar_to_read
from namro_web.notices.actions import (
    close_calendar,
    hear,
    open_calendar,
    read_notice,
    remind,
    send_mails,
    set_rules,
    set_wishes,
    write_mails,
)
from namro_web.notices.models import Mail, MailState, Notice, NoticeKind, ReminderRules
from namro_web.notices.queries import calendar_feed, inbox
from namro_web.notices.reminders import Calendar
from namro_web.organisations.models import Post, Role
from namro_web.tasks.actions import confirm_done, pause_task, return_to_author, submit_done
from namro_web.tasks.models import Task
from tests.make import browser_of, make_commune, make_official, make_post, shown_at
from tests.notices.mail_server import MailServer
from tests.tasks.world import NOON, World, acting, make_world

pytestmark = pytest.mark.django_db


def on(month: int, day: int, hour: int = 9, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, 0, tzinfo=VIETNAM)


def told(user: User, *kinds: NoticeKind) -> list[str]:
    found = Notice.objects.filter(recipient=user).order_by("id")
    return [one.title for one in (found.filter(kind__in=kinds) if kinds else found)]


def test_the_lead_unit_is_reminded_before_its_deadline(world: World) -> None:
    remind(at=on(12, 24))

    titles = told(world.an, NoticeKind.AHEAD)
    assert "Còn 7 ngày: Xây dựng kế hoạch số hóa hồ sơ" in titles
    assert not told(world.partner, NoticeKind.AHEAD)


def test_each_step_is_told_once_however_often_it_is_asked(world: World) -> None:
    for hour in (8, 9, 10):
        remind(at=on(12, 24, hour))
    remind(at=on(12, 25))

    titles = [one for one in told(world.an) if "số hóa hồ sơ" in one]
    assert titles == ["Còn 7 ngày: Xây dựng kế hoạch số hóa hồ sơ"]


def test_done_paused_and_submitted_work_is_never_reminded_of(world: World) -> None:
    submit_done(task_id=world.tasks["by_date"], numbers=["1/BC"], by=world.an, at=NOON)
    submit_done(task_id=world.tasks["soon"], numbers=["2/BC"], by=world.an, at=NOON)
    confirm_done(task_id=world.tasks["soon"], by=world.leader, at=NOON)
    pause_task(task_id=world.tasks["late"], reason="Chờ kinh phí", by=world.leader, at=NOON)

    remind(at=on(12, 31))

    assert not [one for one in told(world.an) if "số hóa" in one or "Tập huấn" in one]
    assert not [one for one in told(world.an) if "Nâng cấp" in one]


def test_a_delay_climbs_to_the_head_and_then_to_the_standing_body(world: World) -> None:
    head = make_official(unit=world.commune.units["office"], role=Role.APPROVER, name="Bình")
    task = Task.objects.get(pk=world.tasks["late"])
    world_responsible = make_post(unit=world.commune.units["office"], title="Chuyên viên")
    task.responsible = world_responsible
    task.save()

    remind(at=on(11, 2))
    early = told(head, NoticeKind.ESCALATED)
    remind(at=on(11, 3))
    third = told(head, NoticeKind.ESCALATED)
    body_third = told(world.coordinator, NoticeKind.ESCALATED)
    remind(at=on(11, 7))

    assert early == []
    assert len(third) == 1
    assert "quá hạn 3 ngày" in third[0]
    assert body_third == []
    assert len(told(world.coordinator, NoticeKind.ESCALATED)) == 1
    assert not told(world_responsible.user, NoticeKind.ESCALATED)


def test_the_person_responsible_is_reminded_instead_of_the_whole_unit(world: World) -> None:
    post = make_post(unit=world.commune.units["office"], title="Chuyên viên")
    Task.objects.filter(pk=world.tasks["by_date"]).update(responsible=post)

    remind(at=on(12, 30))

    assert any("số hóa" in one for one in told(post.user))
    assert not any("số hóa" in one for one in told(world.an))


def test_a_responsible_person_whose_post_has_ended_is_not_waited_for(world: World) -> None:
    post = make_post(unit=world.commune.units["office"], title="Chuyên viên")
    post.valid_to = on(12, 1).date()
    post.save()
    Task.objects.filter(pk=world.tasks["by_date"]).update(responsible=post)

    remind(at=on(12, 30))

    assert any("số hóa" in one for one in told(world.an))


def test_standing_work_nobody_reports_on_is_asked_about(world: World) -> None:
    remind(at=on(6, 20))
    remind(at=on(6, 21))

    assert len(told(world.an, NoticeKind.QUIET)) == 1


def test_an_extended_deadline_is_reminded_of_anew(world: World) -> None:
    remind(at=on(12, 24))
    Task.objects.filter(pk=world.tasks["by_date"]).update(due_day=on(12, 31, year=2027).date())

    remind(at=on(12, 24, year=2027))

    assert len([one for one in told(world.an, NoticeKind.AHEAD) if "số hóa" in one]) == 2


def test_a_commune_that_switched_reminders_off_hears_nothing(world: World) -> None:
    set_rules(replace(Calendar(), is_on=False), by=world.coordinator, at=NOON)

    assert remind(at=on(12, 24)) == 0


def test_each_commune_hears_of_its_own_work_only(world: World) -> None:
    there = make_world(name="Hoa Phong")

    remind(at=on(12, 24))

    roots = set(Notice.objects.filter(recipient=there.an).values_list("root_id", flat=True))
    tasks = set(Notice.objects.filter(recipient=there.an).values_list("task_id", flat=True))
    assert roots == {there.commune.root.pk}
    assert tasks <= set(there.tasks.values())


def test_acts_are_told_to_whom_they_concern_and_not_to_who_did_them(world: World) -> None:
    submit_done(task_id=world.tasks["by_date"], numbers=["1/BC"], by=world.an, at=NOON)
    return_to_author(
        task_id=world.tasks["by_date"], reason="Thiếu phụ lục", by=world.coordinator, at=NOON
    )

    hear(at=NOON)

    assert any(one.startswith("Báo hoàn thành") for one in told(world.coordinator))
    assert any(one.startswith("Bị trả lại") for one in told(world.an))
    assert not any(one.startswith("Bị trả lại") for one in told(world.coordinator))
    assert "Thiếu phụ lục" in Notice.objects.get(title__startswith="Bị trả lại").text


def test_an_act_is_told_once_however_often_history_is_listened_to(world: World) -> None:
    submit_done(task_id=world.tasks["by_date"], numbers=["1/BC"], by=world.an, at=NOON)
    hear(at=NOON)
    number = Notice.objects.count()

    assert hear(at=NOON) == 0
    assert Notice.objects.count() == number


def test_an_issued_plan_is_told_to_each_unit_in_one_notice(world: World) -> None:
    hear(at=NOON)

    assert told(world.partner, NoticeKind.ASSIGNED) == [
        "Được giao phối hợp 8 nhiệm vụ trong 12/KH-UBND"
    ]


def test_reminders_of_work_that_is_then_done_are_put_away(world: World) -> None:
    remind(at=on(12, 24))
    submit_done(task_id=world.tasks["by_date"], numbers=["1/BC"], by=world.an, at=on(12, 25))

    hear(at=on(12, 25))

    notice = Notice.objects.get(recipient=world.an, task=world.tasks["by_date"], kind="ahead")
    assert notice.read_at is not None


def test_a_digest_gathers_the_day_in_one_mail(world: World, mail_server: MailServer) -> None:
    hear(at=on(12, 23))
    remind(at=on(12, 24, 6))
    write_mails(at=on(12, 24, 6))
    in_the_night = Mail.objects.count()
    write_mails(at=on(12, 24, 7))
    write_mails(at=on(12, 24, 8))
    send_mails(at=on(12, 24, 8))

    mails = mail_server.to("an@xa.example")
    assert in_the_night == 0
    assert len(mails) == 1
    assert "Còn 7 ngày: Xây dựng kế hoạch số hóa hồ sơ" in mails[0].get_content()
    assert mails[0]["Auto-Submitted"] == "auto-generated"


def test_who_wishes_each_notice_gets_each_in_its_own_mail(
    world: World, mail_server: MailServer
) -> None:
    set_wishes(by_mail="each", by=world.an, at=NOON)
    remind(at=on(12, 24))
    write_mails(at=on(12, 24))
    send_mails(at=on(12, 24))

    assert len(mail_server.to("an@xa.example")) == len(told(world.an)) > 1


def test_who_wishes_no_mail_gets_none_and_still_sees_notices(
    world: World, mail_server: MailServer
) -> None:
    set_wishes(by_mail="none", by=world.an, at=NOON)
    remind(at=on(12, 24))
    write_mails(at=on(12, 24))
    send_mails(at=on(12, 24))

    assert mail_server.to("an@xa.example") == []
    assert inbox(by=acting(world.an), page=1).new > 0


@pytest.mark.parametrize("ends", ["before it is written", "before it is sent"])
@pytest.mark.parametrize("how", ["post", "account"])
def test_who_left_the_office_is_written_nothing_of_it_any_more(
    world: World, mail_server: MailServer, ends: str, how: str
) -> None:
    set_wishes(by_mail="each", by=world.an, at=NOON)
    remind(at=on(12, 24))
    if ends == "before it is sent":
        assert write_mails(at=on(12, 24)) > 0
    if how == "post":
        # They work elsewhere now, and can be reached there.
        Post.objects.filter(user=world.an).update(valid_to=date(2026, 12, 24))
        make_post(unit=make_commune(name="Nơi khác").root, user=world.an)
    else:
        User.objects.filter(pk=world.an.pk).update(is_active=False)
    write_mails(at=on(12, 24))
    send_mails(at=on(12, 24))
    assert mail_server.to("an@xa.example") == []
    assert not Notice.objects.filter(recipient=world.an, settled_at__isnull=True).exists()
    assert not Mail.objects.filter(recipient=world.an).exclude(state=MailState.FAILED).exists()


def test_work_done_before_the_mail_goes_out_is_left_out_of_it(
    world: World, mail_server: MailServer
) -> None:
    remind(at=on(12, 24, 6))
    submit_done(task_id=world.tasks["by_date"], numbers=["1/BC"], by=world.an, at=on(12, 24, 6))
    write_mails(at=on(12, 24, 8))
    send_mails(at=on(12, 24, 8))

    assert all("số hóa hồ sơ" not in one.get_content() for one in mail_server.to("an@xa.example"))


def test_a_sick_server_is_tried_again_and_nothing_is_lost(
    world: World, mail_server: MailServer
) -> None:
    remind(at=on(12, 24))
    write_mails(at=on(12, 24))
    mail_server.is_ill = True
    send_mails(at=on(12, 24))
    mail_server.is_ill = False
    at_once = send_mails(at=on(12, 24))
    later = send_mails(at=on(12, 24) + timedelta(minutes=5))

    assert not Mail.objects.exclude(state=MailState.SENT).exists()
    assert at_once + later == len(mail_server.accepted) == Mail.objects.count()


def test_a_server_that_is_not_there_is_tried_again(
    world: World, mail_server: MailServer, settings: object
) -> None:
    remind(at=on(12, 24))
    write_mails(at=on(12, 24))
    settings.EMAIL_PORT = 1  # type: ignore[attr-defined]

    assert send_mails(at=on(12, 24)) == 0
    assert Mail.objects.filter(state=MailState.WAITING, attempts=1).count() == 1


def test_an_address_that_does_not_exist_is_given_up_and_shown(
    world: World, mail_server: MailServer
) -> None:
    mail_server.refused_addresses.add("an@xa.example")
    remind(at=on(12, 24))
    write_mails(at=on(12, 24))
    send_mails(at=on(12, 24))

    failed = Mail.objects.get(recipient=world.an)
    shown = browser_of(world.coordinator).get("/thong-bao/nhac-viec/")
    assert failed.state == MailState.FAILED
    assert "an@xa.example" in shown.content.decode()


def test_a_mail_claimed_by_a_dead_program_is_sent_again_under_its_own_name(
    world: World, mail_server: MailServer
) -> None:
    remind(at=on(12, 24))
    write_mails(at=on(12, 24))
    Mail.objects.update(state=MailState.SENDING, claimed_at=on(12, 24), attempts=1)

    too_soon = send_mails(at=on(12, 24) + timedelta(minutes=5))
    send_mails(at=on(12, 24) + timedelta(minutes=11))

    names = {message["Message-ID"] for message in mail_server.accepted}
    assert too_soon == 0
    assert names == set(Mail.objects.values_list("message_id", flat=True))


def test_without_a_mail_server_nothing_piles_up(world: World) -> None:
    remind(at=on(12, 24))
    write_mails(at=on(12, 24))

    assert not Mail.objects.exists()
    assert not Notice.objects.filter(settled_at__isnull=True).exists()


def test_a_calendar_shows_the_deadlines_in_order(world: World) -> None:
    secret = open_calendar(by=world.an, at=NOON)
    user = calendar_to_read(secret, on=NOON.date())

    feed = ICalendar.from_ical(calendar_feed(by=user, at=NOON))

    events = [(one["DTSTART"].dt, str(one["SUMMARY"])) for one in feed.walk("VEVENT")]
    assert [day for day, _ in events] == sorted(day for day, _ in events)
    assert (on(11, 20).date(), "Tập huấn kỹ năng số cho cán bộ") in events
    assert len({str(one["UID"]) for one in feed.walk("VEVENT")}) == len(events) == 5


def test_a_unit_s_calendar_holds_nothing_of_other_units(world: World) -> None:
    secret = open_calendar(by=world.village, at=NOON)
    user = calendar_to_read(secret, on=NOON.date())

    assert not list(ICalendar.from_ical(calendar_feed(by=user, at=NOON)).walk("VEVENT"))


def test_a_closed_replaced_or_guessed_calendar_opens_nothing(world: World) -> None:
    first = open_calendar(by=world.an, at=NOON)
    second = open_calendar(by=world.an, at=NOON)
    with pytest.raises(Missing):
        calendar_to_read(first, on=NOON.date())
    close_calendar(by=world.an, at=NOON)
    for secret in (second, "", "x" * 43):
        with pytest.raises(Missing):
            calendar_to_read(secret, on=NOON.date())
    with pytest.raises(Conflict):
        close_calendar(by=world.an, at=NOON)


def test_a_calendar_closes_with_the_post_and_with_the_person(world: World) -> None:
    secret = open_calendar(by=world.an, at=NOON)
    post = world.an.posts.get()
    post.valid_to = NOON.date()
    post.save()
    with pytest.raises(Missing):
        calendar_to_read(secret, on=NOON.date())
    post.valid_to = None
    post.save()
    User.objects.filter(pk=world.an.pk).update(is_active=False)
    with pytest.raises(Missing):
        calendar_to_read(secret, on=NOON.date())


def test_the_calendar_s_address_needs_no_sign_in_and_keeps_no_secret_in_the_database(
    world: World,
) -> None:
    browser = browser_of(world.an)
    shown = browser.post("/thong-bao/lich/mo/")
    address = shown.context["address"]
    browser.logout()

    answer = browser.get(address.removeprefix("http://127.0.0.1:8000"))

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert address not in str(list(world.an.notice_wishes.__dict__.values()))


def test_nobody_reads_another_s_notices(world: World) -> None:
    remind(at=on(12, 24))
    notice = Notice.objects.filter(recipient=world.an).first()
    assert notice is not None

    with pytest.raises(Missing):
        read_notice(notice_id=notice.pk, by=acting(world.partner), at=NOON)


def test_opening_a_notice_reads_it_and_leads_to_the_task(world: World) -> None:
    remind(at=on(12, 24))
    notice = Notice.objects.filter(recipient=world.an).first()
    assert notice is not None

    answer = browser_of(world.an).post(f"/thong-bao/{notice.pk}/mo/")

    assert answer["Location"] == f"/nhiem-vu/{notice.task_id}/"
    assert Notice.objects.get(pk=notice.pk).read_at is not None


def test_the_bell_counts_what_is_new(world: World) -> None:
    remind(at=on(12, 24))
    new = Notice.objects.filter(recipient=world.an).count()

    shown = browser_of(world.an).get("/tro-giup/")

    assert f"Thông báo: {new} mới" in shown.content.decode()


def test_only_the_standing_body_sets_the_rules(world: World) -> None:
    for person in (world.an, world.leader, world.inspector, world.supervisor, world.admin):
        with pytest.raises(NotAllowed):
            set_rules(Calendar(), by=person, at=NOON)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"before": (0,)}, id="no days"),
        pytest.param({"after": (121,)}, id="too many days"),
        pytest.param({"before": (1, 2, 3, 4, 5, 6, 7)}, id="too many steps"),
        pytest.param({"then_every": 0}, id="again at once"),
        pytest.param({"quiet_from": 24}, id="no hour"),
        pytest.param({"head_after": 0}, id="before it is late"),
    ],
)
def test_rules_that_make_no_sense_are_refused(world: World, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        set_rules(replace(Calendar(), **wrong), by=world.coordinator, at=NOON)  # type: ignore[arg-type]

    assert not ReminderRules.objects.exists()


def test_two_who_change_the_rules_do_not_overwrite_each_other(world: World) -> None:
    set_rules(Calendar(), by=world.coordinator, at=NOON, version=1)

    with pytest.raises(Conflict):
        set_rules(replace(Calendar(), is_on=False), by=world.coordinator, at=NOON, version=1)


def test_the_rules_page_tries_and_tells_nobody(world: World) -> None:
    shown = browser_of(world.coordinator).get("/thong-bao/nhac-viec/")

    assert "chưa gửi ai" in shown.content.decode()
    assert shown.context["told"].total > 0
    assert not Notice.objects.exists()


def test_the_rules_form_reads_days_as_people_write_them(world: World) -> None:
    browser = browser_of(world.coordinator)
    form = {
        "is_on": "on",
        "before": "14; 5 2",
        "after": "2,4",
        "then_every": "10",
        "head_after": "",
        "body_after": "9",
        "digest_hour": "8",
        "quiet_from": "19",
        "quiet_to": "6",
    }
    form |= shown_at(browser, "/thong-bao/nhac-viec/")

    answer = browser.post("/thong-bao/nhac-viec/", form)

    kept = ReminderRules.objects.get()
    assert answer.status_code == 302
    assert (kept.before, kept.after, kept.head_after, kept.on_day) == (
        [14, 5, 2],
        [2, 4],
        None,
        False,
    )

    late = browser.post("/thong-bao/nhac-viec/", {**form, "then_every": "12"})
    assert late.status_code == 409
    drawn = re.findall(r'name="version" value="(\d+)"', late.content.decode())
    again = browser.post(
        "/thong-bao/nhac-viec/", {**form, "then_every": "12", "version": drawn[-1]}
    )
    assert again.status_code == 302


def test_the_command_tries_and_then_tells(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("notify", "--dry-run", "--at", "2026-12-24T09:00")
    tried = capsys.readouterr().out
    assert not Notice.objects.exists()
    call_command("notify", "--at", "2026-12-24T09:00")

    assert "Còn 7 ngày: Xây dựng kế hoạch số hóa hồ sơ" in tried
    assert Notice.objects.exists()
