"""The routes of signing in and out: who asks, and how they come to be known."""

from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from whoholds.base.errors import InputError, NotSignedIn, UnknownName
from whoholds.serve.accounts import Account, Accounts
from whoholds.serve.api_shapes_session import SessionShape, SignInShape
from whoholds.serve.auth import Acting, Gate, Known, Role, check_own_site, check_token, gate_of
from whoholds.serve.gate import AccountsGate, address_of, inner_path
from whoholds.serve.oidc import CALLBACK, OidcClient, Person

if TYPE_CHECKING:
    from whoholds.base.settings import Settings

_FLOW_COOKIE = "whoholds-oidc"
_FLOW_S = 600
_MOST = 4000

router = APIRouter()


@router.get("/session", summary="Who asks")
def get_session(request: Request) -> SessionShape:
    """Return who is signed in, and what a page needs to write; open to anybody."""
    return _session(request, gate_of(request).identify(request))


@router.post("/session", summary="Sign in", responses={200: {"model": SessionShape}})
async def post_session(request: Request, asked: SignInShape) -> Response:
    """Sign in by name, password and the code of an authenticator where the account has one."""
    check_own_site(request)
    gate = _accounts_gate(request)
    secret = await run_in_threadpool(
        gate.sign_in, asked.name, asked.password, asked.code, address=address_of(request)
    )
    acting = gate.sessions.of(secret)
    response = JSONResponse(_session(request, acting).model_dump())
    gate.keep(response, secret)
    return response


@router.delete("/session", summary="Sign out", status_code=204, response_class=Response)
def delete_session(request: Request) -> Response:
    """End the session of this browser."""
    check_own_site(request)
    gate = _accounts_gate(request)
    found = gate.identify(request)
    if found is None or found.known is not Known.COOKIE:
        raise NotSignedIn("signing out: nobody is signed in by a browser")
    check_token(request, found)
    response = Response(status_code=204)
    gate.sign_out(request, response)
    return response


@router.get(
    "/oidc/start",
    summary="Sign in by the OpenID service",
    status_code=303,
    response_class=RedirectResponse,
)
def get_oidc_start(
    request: Request,
    then: Annotated[
        str, Query(alias="next", max_length=2000, description="The path to show at the end.")
    ] = "/",
) -> RedirectResponse:
    """Send the browser to the service of the settings."""
    gate = _accounts_gate(request)
    address, browser = _oidc(request).begin(inner_path(then))
    response = RedirectResponse(address, status_code=303)
    response.set_cookie(
        _FLOW_COOKIE,
        browser,
        max_age=_FLOW_S,
        path=CALLBACK,
        secure=gate.settings.https,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(
    "/oidc/callback",
    summary="The way back from the OpenID service",
    status_code=303,
    response_class=RedirectResponse,
)
def get_oidc_callback(
    request: Request,
    state: Annotated[str, Query(max_length=_MOST)],
    code: Annotated[str | None, Query(max_length=_MOST)] = None,
    iss: Annotated[str | None, Query(max_length=_MOST)] = None,
    error: Annotated[str | None, Query(max_length=_MOST)] = None,
) -> RedirectResponse:
    """Check what the service says, and sign its person in."""
    gate = _accounts_gate(request)
    if code is None or error is not None:
        raise NotSignedIn("signing in: the service did not sign anybody in; begin anew")
    person, then = _oidc(request).finish(
        state=state, code=code, browser=request.cookies.get(_FLOW_COOKIE, ""), issuer=iss
    )
    account = account_of(person, gate.accounts, gate.settings.oidc_role)
    response = RedirectResponse(then, status_code=303)
    gate.keep(response, gate.sessions.start(account.name))
    response.delete_cookie(_FLOW_COOKIE, path=CALLBACK)
    return response


def account_of(person: Person, accounts: Accounts, newcomers: str) -> Account:
    """Return the account of a person: theirs, the one that expects them, or a new one of that role.

    Raises:
        NotSignedIn: if there is none and newcomers are not let in, or it is out of use.
    """
    account = accounts.by_subject(person.issuer, person.subject)
    if account is None and person.address is not None:
        account = accounts.bind(person.issuer, person.subject, person.address)
    if account is None and newcomers != "" and person.address is not None:
        account = _newcomer(person.address, accounts, Role(newcomers), person)
    if account is None or account.disabled:
        raise NotSignedIn(
            "signing in: the service knows you, but there is no account for you here; ask an admin"
        )
    return account


def _newcomer(address: str, accounts: Accounts, role: Role, person: Person) -> Account | None:
    try:
        accounts.add(address, role, expects=address)
    except InputError:
        return None  # an account of that name is there, and expects somebody else
    return accounts.bind(person.issuer, person.subject, address)


def _session(request: Request, found: Acting | None) -> SessionShape:
    gate: Gate = gate_of(request)
    settings = cast("Settings", request.app.state.settings)
    nobody = found is None or found.known is Known.NOBODY
    return SessionShape(
        accounts=gate.has_accounts,
        open=not gate.has_accounts or settings.serve.anyone_reads,
        oidc=settings.serve.oidc_name if settings.serve.oidc_issuer and gate.has_accounts else None,
        name=None if nobody or found is None else found.name,
        role=None if nobody or found is None else found.role.value,
        known=(Known.NOBODY if found is None else found.known).value,
        token="" if found is None else found.token,
    )


def _accounts_gate(request: Request) -> AccountsGate:
    gate = gate_of(request)
    if not isinstance(gate, AccountsGate):
        raise UnknownName(
            f"asking for {request.url.path}: nobody signs in here, there are no accounts; add some with "
            "`whoholds users add NAME`"
        )
    return gate


def _oidc(request: Request) -> OidcClient:
    client: OidcClient | None = request.app.state.oidc
    if client is None:
        raise UnknownName(
            f"asking for {request.url.path}: no OpenID service is set; set serve.oidc_issuer"
        )
    return client
