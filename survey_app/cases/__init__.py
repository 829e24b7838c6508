"""The register of cases: file import and case API."""
