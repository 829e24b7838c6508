"""Plain HTTP against the live server: no cookies, no redirects, nothing but the contract."""

import gzip
import http.client
import json
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status_code: int
    headers: http.client.HTTPMessage
    data: bytes

    @property
    def text(self):
        return self.data.decode()

    @property
    def json(self):
        return json.loads(self.data)

    @property
    def location(self):
        return self.headers["Location"]


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, url):
        self.netloc = urlsplit(url).netloc

    def get(self, address, headers=None):
        return self.ask("GET", address, None, headers or {})

    def post(self, address, data=None):
        body = urlencode(data or {})
        return self.ask(
            "POST", address, body, {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def call(self, address, body, key):
        """Call the API with a bearer key."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        return self.ask("POST", address, json.dumps(body), headers)

    def ask(self, method, address, body, headers):
        connection = http.client.HTTPConnection(self.netloc, timeout=SECONDS)
        target = quote(urlsplit(address)._replace(scheme="", netloc="").geturl(), safe="/?=&%:")
        connection.request(method, target, body, {"Accept-Encoding": "gzip"} | headers)
        response = connection.getresponse()
        data = response.read()
        connection.close()
        if response.headers["Content-Encoding"] == "gzip":
            data = gzip.decompress(data)
        return Answer(response.status, response.headers, data)
