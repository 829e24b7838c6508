"""A client that judges every page it gets."""

import gzip
from html.parser import HTMLParser

from flask.testing import FlaskClient

# fmt: off
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})
# fmt: on
LABELLED = frozenset({"input", "select", "textarea"})
NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


class Page(HTMLParser):
    """One page taken apart; ``faults`` lists what is wrong with it."""

    def __init__(self, text):
        super().__init__()
        self.faults = []
        self.open = []
        self.ids = set()
        self.references = []
        self.label_targets = set()
        self.controls = []
        self.headings = 0
        self.title = ""
        self.language = None
        self.legends = []
        self.feed(text)
        self.close()
        self._judge()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._look_at_attributes(tag, attributes)
        if tag == "html":
            self.language = attributes.get("lang")
        if tag == "h1":
            self.headings += 1
        if tag == "fieldset":
            self.legends.append(False)
        if tag == "legend" and self.legends:
            self.legends[-1] = True
        if tag == "label" and "for" in attributes:
            self.label_targets.add(attributes["for"])
        if tag in LABELLED and attributes.get("type") not in NEEDS_NO_LABEL:
            self.controls.append((attributes, "label" in self.open))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()  # in SVG

    def handle_endtag(self, tag):
        if tag == "fieldset" and self.legends and not self.legends.pop():
            self.faults.append("a fieldset without legend")
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")

    def handle_data(self, data):
        if self.open[-2:] == ["head", "title"]:
            self.title += data

    def _look_at_attributes(self, tag, attributes):
        names = list(attributes)
        if "id" in attributes:
            if attributes["id"] in self.ids:
                self.faults.append(f"id {attributes['id']!r} stands twice")
            self.ids.add(attributes["id"])
        for name in REFERENCES:
            self.references += (attributes.get(name) or "").split()
        if tag == "style" or "style" in names or any(name.startswith("on") for name in names):
            self.faults.append(f"inline style or script at <{tag}>")
        if tag == "script" and "src" not in names:
            self.faults.append("inline <script>")
        if str(attributes.get("href", "")).lower().startswith("javascript:"):
            self.faults.append("a javascript: address")
        if tag == "img" and attributes.get("alt") is None:
            self.faults.append("an image without alt")

    def _judge(self):
        if not self.language:
            self.faults.append("no language")
        if not self.title.strip():
            self.faults.append("no title")
        if self.headings != 1:
            self.faults.append(f"{self.headings} h1 instead of one")
        for name in self.references:
            if name not in self.ids:
                self.faults.append(f"something refers to id {name!r}, which is not there")
        for attributes, inside_label in self.controls:
            named = {"aria-label", "aria-labelledby"} & attributes.keys()
            if not (inside_label or named or attributes.get("id") in self.label_targets):
                self.faults.append(f"no label for {attributes.get('name') or attributes}")
        if self.open:
            self.faults.append(f"never closed: {self.open}")


def judge(text):
    """Fail with everything that is wrong with a page."""
    faults = Page(text).faults
    assert not faults, "\n".join(["the page is not well made:", *faults])


class JudgingClient(FlaskClient):
    """A test client that refuses badly made pages, whatever the test looks at."""

    def open(self, *args, **kwargs):
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data and not response.location:
            packed = response.content_encoding == "gzip"
            judge((gzip.decompress(response.data) if packed else response.data).decode())
        return response
