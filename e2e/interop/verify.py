"""Verifies requests that Hookline sent: one JSON line each on stdin, "ok" or the reason on stdout."""
import base64
import hashlib
import json
import sys

import jwt as pyjwt
from jose import jwt as jose_jwt
from standardwebhooks import Webhook


def verify(request):
    body = base64.b64decode(request["body"])
    if request["profile"] == "standard":
        Webhook(request["secret"]).verify(body, request["headers"])
        return
    token, key = request["headers"]["signature"], request["secret"]
    # The vendor's own sample, word for word.
    claims = jose_jwt.decode(token, key=key, algorithms=["HS256"])
    assert claims["payload_md5"] == hashlib.md5(body).hexdigest(), "payload_md5"
    assert pyjwt.decode(token, key, algorithms=["HS256"]) == claims, "PyJWT and python-jose differ"


for line in sys.stdin:
    try:
        verify(json.loads(line))
        print("ok")
    except Exception as error:  # the reason is what the test shows
        print(f"{type(error).__name__}: {error}")
