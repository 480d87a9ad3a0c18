"""A real OpenID provider in a process of its own: ``python openid_provider.py PORT``.

The provider is ``oidc-provider-mock`` (Authlib): discovery, authorization, token, user info, keys
and signed tokens over HTTP. In front of it stands what a test needs beside: PKCE is enforced, and
``PUT /_fault`` says how the next token is to be spoilt, with the provider's own key where a forger
would not have it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import jwt
import oidc_provider_mock._app as mock
import werkzeug.serving
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.test import Client, run_wsgi_app
from werkzeug.wrappers import Request, Response

FOREIGN = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class InFront:
    def __init__(self, app: Any) -> None:
        self.app, self.fault, self.challenge, self.asked = app, "", "", {}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        if request.path == "/_fault":
            self.fault = request.get_data(as_text=True)
            return Response("")(environ, start)
        if request.path == "/_asked":
            return Response(json.dumps(self.asked))(environ, start)
        if request.path == "/oauth2/authorize" and request.args.get("client_id"):
            self.asked = request.args.to_dict()
            self.challenge = request.args.get("code_challenge", "")
        if request.path == "/oauth2/token":
            return self.token(request, environ)(environ, start)
        if request.path == "/userinfo" and self.fault == "other userinfo":
            return Response(json.dumps({"sub": "somebody-else"}), mimetype="application/json")(
                environ, start
            )
        return self.app(environ, start)

    def token(self, request: Request, environ: dict[str, Any]) -> Response:
        body = request.get_data(cache=True)
        verifier = parse_qs(body.decode()).get("code_verifier", [""])[0]
        digest = hashlib.sha256(verifier.encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != self.challenge:
            return Response('{"error": "invalid_grant"}', 400, mimetype="application/json")
        environ["wsgi.input"] = io.BytesIO(body)
        parts, status, _headers = run_wsgi_app(self.app, environ)
        answer = json.loads(b"".join(parts))
        if self.fault and "id_token" in answer:
            answer["id_token"] = self.spoilt(answer["id_token"])
            if answer["id_token"] is None:
                del answer["id_token"]
        return Response(json.dumps(answer), status, mimetype="application/json")

    def spoilt(self, token: str) -> str | None:
        claims = jwt.decode(token, options={"verify_signature": False})
        header = jwt.get_unverified_header(token)
        own = jwt.PyJWK.from_dict(self.private()).key
        now, key, alg = int(time.time()), own, "RS256"
        head, body, signature = token.split(".")
        match self.fault:
            case "tampered":
                claims["sub"] = "dung"
                body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
                return f"{head}.{body}.{signature}"
            case "foreign key":
                key = FOREIGN
            case "unknown key":
                header["kid"] = "elsewhere"
            case "no signature":
                return jwt.encode(claims, None, algorithm="none", headers={"kid": header["kid"]})
            case "our secret":
                key, alg = "a client secret that is long enough for HS256", "HS256"
            case "expired":
                claims |= {"iat": now - 7200, "exp": now - 3600}
            case "no expiry":
                del claims["exp"]
            case "other audience":
                claims["aud"] = "another-program"
            case "several audiences":
                claims["aud"] = [claims["aud"], "another-program"]
            case "other party":
                claims["azp"] = "another-program"
            case "other issuer":
                claims["iss"] = "http://localhost:1"
            case "other nonce":
                claims["nonce"] = "of another question"
            case "no nonce":
                claims.pop("nonce", None)
            case "no token":
                return None
            case "not a token":
                return "abc"
        return jwt.encode(claims, key, algorithm=alg, headers={"kid": header.get("kid")})

    def private(self) -> dict[str, Any]:
        return self.app.storage_jwk()


def serve(port: int) -> None:
    flask_app = mock.app(
        require_client_registration=False,
        user_claims=[
            mock.User(sub="an", claims={"preferred_username": "An.Office", "name": "An"}),
            mock.User(sub="dung", claims={"preferred_username": "dung.office"}),
            mock.User(sub="nobody", claims={"email": "la@example.org", "email_verified": False}),
            mock.User(sub="strong", claims={"preferred_username": "strong", "amr": ["pwd", "otp"]}),
        ],
    )
    storage: dict[str, Any] = {}

    @flask_app.after_request
    def keep(response: Any) -> Any:
        import flask

        storage["jwk"] = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
        return response

    class App:
        def __call__(self, *args: Any) -> Any:
            return flask_app(*args)

        def storage_jwk(self) -> Any:
            return storage["jwk"]

    Client(flask_app).get("/jwks")
    werkzeug.serving.run_simple("localhost", port, InFront(App()), threaded=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
