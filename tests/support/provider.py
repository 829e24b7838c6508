"""A small OpenID Connect provider on loopback: real keys, real HTTP, real refusals.

It knows one client and one person at a time; a test may have it answer wrongly on purpose.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlencode

from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "khao-sat", "a secret that only both know"


class Provider:
    """What the provider knows, and what it says of who signs in."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.person = {"sub": "4711", "preferred_username": "nguyen.an", "name": "Nguyễn An"}
        #: Claims that a test lets it get wrong.
        self.wrong = {}
        self.signer = self.key
        self.waiting = {}
        self.issuer = ""

    def id_token(self, nonce, *, lasts=300):
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + lasts, "nonce": nonce}
        header = {"alg": "RS256", "kid": "first"}
        return jwt.encode(header, told | self.person | self.wrong, self.signer)

    def app(self):
        app = Flask("provider")
        app.get("/.well-known/openid-configuration")(self.discover)
        app.get("/keys")(lambda: jsonify(KeySet([self.key]).as_dict(private=False)))
        app.get("/authorize")(self.authorize)
        app.post("/token")(self.token)
        return app

    def discover(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
        }

    def authorize(self):
        """Sign the person in without asking, and send them back with a code."""
        asked = request.args
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.waiting[code] = asked.to_dict()
        back = urlencode({"code": code, "state": asked["state"]})
        return redirect(f"{asked['redirect_uri']}?{back}")

    def token(self):
        """Give the token for a code, once, to who holds the proof key and the secret."""
        asked = self.waiting.pop(request.form["code"], None)
        proof = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        known = request.authorization and request.authorization.password == SECRET
        if not asked or not known or challenge != asked["code_challenge"]:
            return jsonify({"error": "invalid_grant"}), 400
        told = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer"}
        return json.loads(json.dumps(told | {"id_token": self.id_token(asked["nonce"])}))


@contextmanager
def running_provider():
    """Serve a provider on a free port of loopback."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
