"""The routes of signing in and out: who asks, and how they come to be known."""

from fastapi import APIRouter, Request

from whoholds.serve.api_shapes_session import SessionShape
from whoholds.serve.auth import Known, gate_of

router = APIRouter()


@router.get("/session", summary="Who asks")
def get_session(request: Request) -> SessionShape:
    """Return who is signed in, and what a page needs to write; open to anybody."""
    gate = gate_of(request)
    found = gate.identify(request)
    return SessionShape(
        accounts=gate.has_accounts,
        open=not gate.has_accounts,
        oidc=None,
        name=None if found is None else found.name,
        role=None if found is None else found.role.value,
        known=(Known.NOBODY if found is None else found.known).value,
        token="" if found is None else found.token,
    )
