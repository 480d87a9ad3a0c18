"""The examples for integrators are run as they are printed, against a real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from namro_web.organisations.models import Role
from tests.make import make_commune, make_official, make_post
from tests.tokens.test_tokens import make_token

PAGE = Path(__file__).resolve().parents[3] / "docs" / "howto" / "goi-api.md"
EXAMPLES = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.S | re.M)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_works_as_printed(number: int, live_server) -> None:
    commune = make_commune()
    example = EXAMPLES[number]
    role = Role.ADMIN if "rename" in example else Role.COORDINATOR
    user = make_official(unit=commune.root, role=role)
    make_post(unit=commune.root, role=Role.ADMIN)
    duties = ["administer", "read-people"] if role is Role.ADMIN else ["read", "read-history"]
    done = subprocess.run(
        ["bash", "-c", example],
        env={
            "PATH": os.environ["PATH"],
            "SITE": live_server.url,
            "TOKEN": make_token(user, duties=duties).secret,
            "UNIT": str(commune.units["village-1"].pk),
        },
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    assert json.loads(done.stdout)
