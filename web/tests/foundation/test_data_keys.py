"""What is listed as encrypted cannot be read in the database, and can always be read by the site."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.db import connection

from namro_web.foundation import data_keys
from namro_web.foundation.errors import Unavailable
from namro_web.foundation.models import HistoryLine
from tests.make import make_user

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def key_file(settings: object, tmp_path: Path) -> Path:
    settings.DATA_KEYS = tmp_path / "data-keys"  # type: ignore[attr-defined]
    return tmp_path / "data-keys"


def kept_in_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return str(cursor.fetchall())


def test_a_text_comes_back_as_it_was() -> None:
    kept = data_keys.encrypt("0912 345 678")
    assert "0912" not in kept
    assert data_keys.decrypt(kept) == "0912 345 678"


def test_a_text_kept_before_there_were_keys_is_still_read() -> None:
    assert data_keys.decrypt("0912 345 678") == "0912 345 678"


def test_only_its_owner_may_read_the_key_file(key_file: Path) -> None:
    data_keys.encrypt("x")
    assert key_file.stat().st_mode & 0o077 == 0


def test_without_the_key_the_refusal_says_what_to_do(key_file: Path) -> None:
    kept = data_keys.encrypt("x")
    key_file.unlink()
    with pytest.raises(Unavailable, match="thiếu khóa trong tệp data-keys"):
        data_keys.decrypt(kept)


@pytest.mark.django_db
def test_the_secret_of_a_second_factor_is_not_readable_in_the_database() -> None:
    totp = TOTP.activate(make_user(), SECRET)
    assert SECRET not in kept_in_database()
    stored = Authenticator.objects.get(pk=totp.instance.pk)
    assert data_keys.decrypt(stored.data["secret"]) == SECRET


@pytest.mark.django_db
def test_a_new_key_encrypts_everything_anew_and_the_old_one_reads_nothing(key_file: Path) -> None:
    TOTP.activate(make_user(), SECRET)
    old_key, before = key_file.read_text(), kept_in_database()
    call_command("rotate_data_keys", verbosity=0)
    assert key_file.read_text() != old_key
    assert kept_in_database() != before
    stored = Authenticator.objects.get()
    assert data_keys.decrypt(stored.data["secret"]) == SECRET
    assert HistoryLine.objects.get(verb="foundation.data-keys-rotated").data == {"texts": 1}
    key_file.write_text(old_key)
    with pytest.raises(Unavailable):
        data_keys.decrypt(stored.data["secret"])


@pytest.mark.django_db
def test_secrets_kept_in_the_open_by_earlier_versions_are_encrypted_by_a_new_key() -> None:
    user = make_user()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    call_command("rotate_data_keys", verbosity=0)
    assert SECRET not in kept_in_database()


def test_the_keys_of_a_backup_are_added_behind_those_of_here(key_file: Path) -> None:
    kept = data_keys.encrypt("x")
    carried = data_keys.as_kept()
    key_file.unlink()
    here = data_keys.encrypt("y")
    data_keys.take_in(carried)
    assert [data_keys.decrypt(kept), data_keys.decrypt(here)] == ["x", "y"]
