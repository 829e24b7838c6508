"""What was measured, beside its bound."""

import statistics
from dataclasses import dataclass, field
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
#: Calibrations further apart than this make a run worthless as a verdict.
NOISE = 1.3


@dataclass(frozen=True)
class Figure:
    """One goal: the figure of every round and the bound of their median."""

    goal: str
    rounds: list
    bound: float
    #: "most" or "least".
    sense: str = "most"
    unit: str = ""
    remark: str = ""

    @property
    def median(self):
        return statistics.median(self.rounds)

    @property
    def met(self):
        return self.median <= self.bound if self.sense == "most" else self.median >= self.bound

    def row(self, noisy):
        verdict = "met" if self.met else "**missed**"
        rounds = " ".join(f"{value:.3g}" for value in self.rounds)
        sign = "≤" if self.sense == "most" else "≥"
        measured = f"{self.median:.3g}{self.unit} [{rounds}]"
        if noisy:
            verdict += " (noisy)"
        bound = f"{sign} {self.bound:g}{self.unit}"
        return f"| {self.goal} | {measured} | {bound} | {verdict} | {self.remark} |"


@dataclass
class Report:
    """Everything one run found."""

    settings: dict
    machine: dict
    figures: list = field(default_factory=list)
    calibrations: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    @property
    def noisy(self):
        return max(self.calibrations) > NOISE * min(self.calibrations)

    def add(self, *args, **kwargs):
        figure = Figure(*args, **kwargs)
        self.figures.append(figure)
        print(figure.row(noisy=False), flush=True)

    def remark(self, text):
        self.remarks.append(text)
        print(f"  {text}", flush=True)

    def text(self):
        lines = [
            "# Benchmark results",
            "",
            "Written by `make bench`. Ratios within one run; median and [every round].",
            "",
            "| goal | measured | bound | verdict | remark |",
            "|---|---|---|---|---|",
            *(figure.row(self.noisy) for figure in self.figures),
            "",
            f"Calibration, one fixed Python loop before each round: "
            f"{min(self.calibrations):.0f} to {max(self.calibrations):.0f} ms of CPU"
            + (": **too noisy for a verdict**; repeat on a quiet machine." if self.noisy else "."),
            "",
            "## Settings",
            "",
            *(f"- {name}: {value}" for name, value in self.settings.items()),
            "",
            "## Machine",
            "",
            *(f"- {name}: {value}" for name, value in self.machine.items()),
        ]
        if self.remarks:
            lines += ["", "## Remarks", "", *(f"- {remark}" for remark in self.remarks)]
        return "\n".join(lines) + "\n"

    def write(self):
        RESULTS.write_text(self.text(), encoding="utf-8")
