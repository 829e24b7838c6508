"""Citizen-satisfaction surveys for Vietnamese public services."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application; Flask is loaded only when this is called."""
    from survey_app.app import create_app as build  # noqa: PLC0415 - keeps `survey_app.core` free of Flask

    return build(settings)
