# SPDX-License-Identifier: EUPL-1.2
"""``POST /azonositas/``: a service has identity data that it holds compared with a gate's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

from ugyfelkapu.federation.oidc.answering import machine
from ugyfelkapu.federation.oidc.authenticating import authenticated
from ugyfelkapu.federation.oidc.identity_questions import CREDENTIALS, read_question
from ugyfelkapu.federation.oidc.identity_verification import answer
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, invalid_request
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication
from ugyfelkapu.federation.oidc.strict_json import JsonError, read_object

from .machines import posted

LARGEST: Final = 20_000


@posted
def verify(request: HttpRequest, at: datetime) -> HttpResponse:
    """Answer with the service's own number of the question and one word."""
    body = _body(request)
    client = authenticated(request, _credentials(body), at=at)
    if client.authentication is Authentication.NONE:
        raise OAuthError(
            "unauthorized_client", "only who can prove who it is may ask", status=HTTPStatus.FORBIDDEN
        )
    question = read_question(body)
    result = answer(question, client, at=at)
    return machine({"request_id": question.request_id, "result": result.value})


def _credentials(body: Mapping[str, object]) -> dict[str, str]:
    """Return what proves who asks, where that does not stand in the header."""
    said = {name: value for name, value in body.items() if name in CREDENTIALS}
    texts = {name: value for name, value in said.items() if isinstance(value, str)}
    if texts != said:
        raise invalid_request("credentials must be texts")
    return texts


def _body(request: HttpRequest) -> dict[str, object]:
    if request.content_type != "application/json":
        raise OAuthError(
            "invalid_request",
            "the body must be application/json",
            status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        )
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise OAuthError(
            "invalid_request", "the request is too large", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        )
    try:
        return read_object(body)
    except JsonError as error:
        raise invalid_request(f"the body cannot be read: {error.reason}") from error
