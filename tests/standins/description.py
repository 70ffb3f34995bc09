# SPDX-License-Identifier: EUPL-1.2
"""What the published description of the outside register allows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DESCRIPTION = Path(__file__).resolve().parents[2] / "ugyfelkapu" / "registers" / "openapi.yaml"
HOLDERS = "/v1/document-holders"
BIRTHS = "/v1/births"
SIGNERS = "/v1/signers"


class Description:
    """One operation of the description, by its path, and checks of messages against it."""

    def __init__(self, path: str = HOLDERS, *, file: Path = DESCRIPTION) -> None:
        self.document = yaml.safe_load(file.read_text(encoding="utf-8"))
        self.path = path
        ((self.method, self.operation),) = self.document["paths"][path].items()

    def flaws_of_request(self, headers: Mapping[str, str], body: bytes) -> list[str]:
        """Return what is wrong with a request."""
        flaws = []
        for parameter in self.operation["parameters"]:
            value = headers.get(parameter["name"])
            if value is None:
                flaws.append(f"{parameter['name']} is missing")
            else:
                flaws += self._flaws(parameter["schema"], value)
        content = self.operation["requestBody"]["content"]
        return flaws + self._flaws_of_content(content, headers.get("Content-Type", ""), body)

    def flaws_of_response(self, status: int, headers: Mapping[str, str], body: bytes) -> list[str]:
        """Return what is wrong with a response."""
        response = self.operation["responses"].get(str(status))
        if response is None:
            return [f"status {status} is not described"]
        response = self._resolved(response)
        flaws = []
        for name, header in response.get("headers", {}).items():
            schema = self._resolved(header)["schema"]
            flaws += [f"{name} is missing"] if name not in headers else self._flaws(schema, headers[name])
        return flaws + self._flaws_of_content(response["content"], headers.get("Content-Type", ""), body)

    def _flaws_of_content(self, content: Any, kind: str, body: bytes) -> list[str]:
        described = content.get(kind.partition(";")[0].strip())
        if described is None:
            return [f"content type {kind!r} is not described"]
        try:
            value = json.loads(body)
        except ValueError:
            return ["is not JSON"]
        return self._flaws(described["schema"], value)

    def _flaws(self, schema: object, value: object) -> list[str]:
        whole = {"allOf": [schema], "components": self.document["components"]}
        checker = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
        return [error.json_path for error in checker.iter_errors(value)]

    def _resolved(self, node: Any) -> Any:  # Any: YAML
        if "$ref" not in node:
            return node
        found = self.document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return found
