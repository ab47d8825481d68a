"""A small OpenID Connect provider on this machine: real HTTP, signed tokens, codes used once."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "doorstep", "a secret of the provider"


class Provider:
    """Signs in whoever `person` describes, and remembers what it was asked."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, object] = {}
        self.token_changes: dict[str, object] = {}
        self.userinfo_changes: dict[str, object] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.access: set[str] = set()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.get(self)

            def do_POST(self) -> None:
                provider.post(self)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def get(self, asked: BaseHTTPRequestHandler) -> None:
        url = urlsplit(asked.path)
        if url.path == "/.well-known/openid-configuration":
            return _answer(asked, self._configuration())
        if url.path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return _answer(asked, {"keys": [key | {"kid": "1", "alg": "RS256", "use": "sig"}]})
        if url.path == "/userinfo":
            known = asked.headers["Authorization"].removeprefix("Bearer ") in self.access
            return _answer(asked, self.person | self.userinfo_changes, 200 if known else 401)
        if url.path == "/authorize":
            return self._authorize(asked, {k: v[0] for k, v in parse_qs(url.query).items()})
        return _answer(asked, {}, 404)

    def post(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers["Content-Length"])).decode()
        sent = {k: v[0] for k, v in parse_qs(body).items()}
        request = self.codes.pop(sent.get("code", ""), None)
        verifier = sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(verifier).decode().rstrip("=")
        right = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if not (request and right and request["code_challenge"] == challenge):
            return _answer(asked, {"error": "invalid_grant"}, 400)
        access = token_urlsafe(8)
        self.access.add(access)
        more = {"access_token": access, "token_type": "Bearer", "id_token": self._token()}
        return _answer(asked, more)

    def _authorize(self, asked: BaseHTTPRequestHandler, query: dict[str, str]) -> None:
        code = token_urlsafe(8)
        self.codes[code] = query
        back = f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        asked.send_response(302)
        asked.send_header("Location", back)
        asked.end_headers()

    def _token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60}
        claims |= {**self.person, **self.token_changes}
        return jwt.encode(claims, self.key, "RS256", headers={"kid": "1"})

    def _configuration(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }


def _answer(asked: BaseHTTPRequestHandler, content: object, status: int = 200) -> None:
    body = json.dumps(content).encode()
    asked.send_response(status)
    asked.send_header("Content-Type", "application/json")
    asked.send_header("Content-Length", str(len(body)))
    asked.end_headers()
    asked.wfile.write(body)
