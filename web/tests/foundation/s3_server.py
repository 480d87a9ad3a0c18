"""An S3 server on this machine: moto answers the protocol over HTTP, boto3 asks as it asks any store."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager

import boto3
from moto.server import ThreadedMotoServer

KEYS = {"access_key": "thu-nghiem", "secret_key": "chi-dung-de-thu"}


@contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    # All servers of one process share what they keep.
    bucket = f"namro-{secrets.token_hex(4)}"
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        maker = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEYS["access_key"],
            aws_secret_access_key=KEYS["secret_key"],
        )
        with closing(maker):
            maker.create_bucket(Bucket=bucket)
        yield {"bucket": bucket, "endpoint": endpoint, "region": "", "prefix": "ke-hoach", **KEYS}
    finally:
        server.stop()
