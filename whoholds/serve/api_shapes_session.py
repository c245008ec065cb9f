"""The shapes of signing in: who asks."""

from typing import Annotated

from pydantic import Field

from whoholds.serve.api_shapes import Shape


class SessionShape(Shape):
    """Who asks. `role` and `name` are null where nobody is signed in.

    `accounts` tells whether persons sign in here, `open` whether anybody may read without, `oidc` the
    name of the service by which they may sign in, null for none. `token` is to be sent in the header
    `X-Whoholds-Token` with everything written; empty where none is needed. `known` is how the server
    knows who asks: `machine`, `cookie`, `token` or `nobody`.
    """

    accounts: bool
    open: bool
    oidc: str | None
    name: str | None
    role: str | None
    known: str
    token: str


class SignInShape(Shape):
    """A name and a password; `code` are the six digits of an authenticator, empty without one."""

    name: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]
    code: Annotated[str, Field(max_length=20)] = ""
