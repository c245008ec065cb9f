"""One frozen `Settings`, read once at the edge (command line, server) and passed in.

Nothing below the edge reads the environment or a file of settings.
"""

import getpass
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from whoholds.base.errors import SettingsError

MEBIBYTE = 1024 * 1024
MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmSettings:
    """What the reader `llm` needs to know, in the table `[llm]` of `config.toml`.

    Attributes:
        address: Where a server speaks the chat protocol of OpenAI, as `http://127.0.0.1:11434/v1`;
            empty: no model is ever asked.
        model: The model's name, as the server knows it.
        key_variable: The name of the environment variable that holds the server's key; empty where it
            wants none.
        timeout_s: How long one answer may take, in seconds.
        window_characters: How much of a report goes into one request, in characters.
        max_tokens: How long one answer may be, in tokens.
        temperature: 0 for the likeliest words.
        seed: Sent with every request; another one asks for other answers.
        retries: How often a request is sent again that the server could not answer.
        requests_at_once: How many requests may wait for their answers side by side.
        requests_per_minute: The most requests a minute; 0 for as many as the server takes.
        budget_tokens: A run ends once it has used so many tokens; 0 for no limit.
        budget_money: A run ends once it has cost so much, in the money of the prices; 0 for no limit.
        price_in: What a million tokens of requests cost.
        price_out: What a million tokens of answers cost.
        replay: Take answers from the record alone, and ask nobody (`whoholds read --replay`).
    """

    address: str = ""
    model: str = ""
    key_variable: str = ""
    timeout_s: float = 600.0
    window_characters: int = 6000
    max_tokens: int = 8192
    temperature: float = 0.0
    seed: int = 0
    retries: int = 3
    requests_at_once: int = 1
    requests_per_minute: float = 0.0
    budget_tokens: int = 2_000_000
    budget_money: float = 0.0
    price_in: float = 0.0
    price_out: float = 0.0
    replay: bool = False

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Return what so many tokens of requests and of answers cost, by the prices."""
        return (tokens_in * self.price_in + tokens_out * self.price_out) / MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """How `whoholds serve` meets others than this machine's user: the table `[serve]` of `config.toml`.

    Attributes:
        address: The address by which people call the server, as `https://map.example.org`; empty on
            loopback.
        hosts: Further names that a request may be addressed to, parted by commas.
        https: People reach the server over https alone: cookies and browsers are held to it.
        proxies: Addresses of the proxies before the server, parted by commas; what others say of who asks
            is not believed.
        anyone_reads: Let anybody look without signing in; accounts are for those who write.
        frames: Addresses of sites whose pages may show the map in a frame, parted by spaces; empty for
            none.
        session_idle_h: After how many hours without a request a browser is signed out.
        session_days: After how many days a browser is signed out in any case.
        requests_per_minute: The most requests a minute of one account or address; 0 for no limit.
        oidc_issuer: Address of an OpenID Connect service to sign in by; empty for none.
        oidc_client: The name under which the service knows this server.
        oidc_secret_variable: The name of the environment variable that holds the server's secret there.
        oidc_name: What the sign-in page calls the service.
        oidc_role: The role of a person of the service who has no account yet; empty to let in only those
            whose account expects them.
    """

    address: str = ""
    hosts: str = ""
    https: bool = False
    proxies: str = ""
    anyone_reads: bool = False
    frames: str = ""
    session_idle_h: float = 12.0
    session_days: float = 14.0
    requests_per_minute: int = 1200
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret_variable: str = ""
    oidc_name: str = "OpenID"
    oidc_role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user may set, in `config.toml` of the home folder; a file overrides only what it names.

    Attributes:
        home: Where the ledger, the pages and the gazetteers live (`WHOHOLDS_HOME`).
        who: The name that entries are written under (`WHOHOLDS_WHO`; else the login name).
        reader: The name of the reader.
        gazetteers: Folder of compiled gazetteers that several homes share; empty for the home's own.
        gazetteer_address: Where `whoholds gazetteer get` finds the dumps of GeoNames, `SY.zip` for Syria.
        keep_commenter_names: Store the names of reader comments instead of salted pseudonyms.
        max_page_bytes: The largest page that is read, in bytes.
        max_depth: The deepest nesting of HTML elements that is read.
        fetch_timeout_s: How long one fetch may take, in seconds.
        allow_private_addresses: Let `read` fetch from loopback and private networks.
        workers: Processes that read reports side by side; 0 for one a core.
        map_tiles: Address of online map tiles; empty for the embedded basemap alone.
        llm: The table `[llm]`: what the reader `llm` needs to know.
        serve: The table `[serve]`: how the server meets others than this machine's one user.
        oidc_secret: The secret that the environment variable `serve.oidc_secret_variable` holds; in no
            file, and never shown.
        llm_key: The key that the environment variable `llm.key_variable` holds; in no file, and never
            shown.
    """

    home: Path
    who: str
    reader: str = "trained"
    gazetteers: str = ""
    gazetteer_address: str = "https://download.geonames.org/export/dump/"
    keep_commenter_names: bool = False
    max_page_bytes: int = 20 * MEBIBYTE
    max_depth: int = 1000
    fetch_timeout_s: float = 30.0
    allow_private_addresses: bool = False
    workers: int = 0
    map_tiles: str = ""
    llm: LlmSettings = LlmSettings()
    llm_key: str = field(default="", repr=False)
    serve: ServeSettings = ServeSettings()
    oidc_secret: str = field(default="", repr=False)

    @property
    def ledger_path(self) -> Path:
        """The ledger's one file."""
        return self.home / "ledger.sqlite"

    @property
    def pages_path(self) -> Path:
        """The folder of frozen pages, by SHA-256."""
        return self.home / "pages"

    @property
    def gazetteers_path(self) -> Path:
        """The folder of compiled gazetteers."""
        return Path(self.gazetteers) if self.gazetteers != "" else self.home / "gazetteers"

    @property
    def registry_path(self) -> Path:
        """The folder of the user's own actor registries (TOML)."""
        return self.home / "actors"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of `environ` (the process's own when None) and of `config.toml` in the home.

    Raises:
        SettingsError: if the file cannot be read, or names an unknown or ill-typed setting.
    """
    environ = os.environ if environ is None else environ
    home = Path(environ.get("WHOHOLDS_HOME") or Path.home() / ".whoholds").expanduser()
    settings = Settings(home=home, who=environ.get("WHOHOLDS_WHO") or _login_name())
    path = home / "config.toml"
    try:
        with path.open("rb") as file:
            given = tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):  # a home that is no folder is told of by `Home`
        return settings
    except (OSError, ValueError) as cause:  # ValueError: no TOML, or no UTF-8
        raise SettingsError(
            f"reading the settings {path}: {cause}; mend or remove the file"
        ) from cause
    given = _checked(given, settings, path)
    if "llm" in given:
        given["llm"] = replace(settings.llm, **_checked(given["llm"], settings.llm, path))
        given["llm_key"] = environ.get(given["llm"].key_variable, "")
    if "serve" in given:
        given["serve"] = replace(settings.serve, **_checked(given["serve"], settings.serve, path))
        given["oidc_secret"] = environ.get(given["serve"].oidc_secret_variable, "")
    return replace(settings, **given)


def _checked(
    given: Mapping[str, Any], settings: Settings | LlmSettings | ServeSettings, path: Path
) -> dict[str, Any]:
    known = {field.name for field in fields(settings)} - {"home", "llm_key", "oidc_secret"}
    for name, value in given.items():
        if name not in known:
            raise SettingsError(
                f"reading the settings {path}: {name!r} is no setting; known are "
                + ", ".join(sorted(known))
            )
        default = getattr(settings, name)
        if isinstance(default, LlmSettings | ServeSettings):
            if not isinstance(value, Mapping):
                raise SettingsError(
                    f"reading the settings {path}: {name} = {value!r} must be a table, [{name}]"
                )
            continue
        good = type(value) is type(default) or (type(default) is float and type(value) is int)
        # Written so that a float that is no number (nan) fails as well.
        if not good or (isinstance(value, int | float) and not 0 <= value < math.inf):
            raise SettingsError(
                f"reading the settings {path}: {name} = {value!r} must be a "
                f"{type(default).__name__} (finite, not negative), as in {name} = {default!r}"
            )
    return dict(given)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without an entry in the password file
        return "unknown"
