"""What accounts keep encrypted: the secrets of second factors."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from namro_web.foundation import data_keys

_SECRET = ("secret", "seed")


def reseal() -> int:
    """Encrypt the secrets of all second factors anew, also those that were kept in the open."""
    count = 0
    for authenticator in Authenticator.objects.select_for_update().order_by("pk").iterator():
        data = dict(authenticator.data)
        for name in _SECRET:
            if isinstance(data.get(name), str):
                data[name] = data_keys.encrypt(data_keys.decrypt(data[name]))
        if "migrated_codes" in data:
            data["migrated_codes"] = [
                data_keys.encrypt(data_keys.decrypt(code)) for code in data["migrated_codes"]
            ]
        if data != authenticator.data:
            authenticator.data = data
            authenticator.save(update_fields=["data"])
            count += 1
    return count
