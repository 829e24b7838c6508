"""Somebody who answers one question per screen, over plain HTTP."""

import re

from tests.support.citizen import hidden_inputs

NUMBER = re.compile(r'<form method="post" class="step" action="[^"]*/b/(\d+)')
NAMES = re.compile(r'name="([^"]+)"')


class Walker:
    """Somebody who goes through the form screen by screen."""

    def __init__(self, client, link, language="vi"):
        self.client, self.link = client, link
        self.query = "" if language == "vi" else f"?lang={language}"
        self.page = client.get(f"{link}/b{self.query}").text

    @property
    def number(self):
        return int(NUMBER.search(self.page)[1])

    @property
    def asks(self):
        """Names of the controls on this screen."""
        return set(NAMES.findall(self.page)) - {"viewport", "color-scheme", "lang", "go"}

    def send(self, **answers):
        address = f"{self.link}/b/{self.number}{self.query}"
        response = self.client.post(address, data=hidden_inputs(self.page) | answers)
        if response.status_code in {200, 400, 422}:
            self.page = response.text
        return response

    def walk(self, answers):
        """Answer every screen until the form has been sent."""
        seen = []
        while True:
            given = {name: answers[name] for name in self.asks & answers.keys()}
            seen += given
            response = self.send(**given)
            if response.status_code == 303:
                return response, seen
            assert response.status_code == 200, response.text
