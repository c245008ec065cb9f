"""Settings: the environment, a file that overrides only what it names, and what is refused."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from whoholds.base.errors import SettingsError
from whoholds.base.settings import MEBIBYTE, LlmSettings, Settings, load_settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "a home"
    folder.mkdir()
    return folder


def load(home: Path, toml: str | bytes) -> Settings:
    data = toml.encode() if isinstance(toml, str) else toml
    (home / "config.toml").write_bytes(data)
    return load_settings({"WHOHOLDS_HOME": str(home), "WHOHOLDS_WHO": "ada"})


def test_without_a_file_the_defaults_hold(home: Path) -> None:
    settings = load_settings({"WHOHOLDS_HOME": str(home), "WHOHOLDS_WHO": "ada"})
    assert settings == Settings(home=home, who="ada")
    assert settings.reader == "trained"
    assert settings.max_page_bytes == 20 * MEBIBYTE
    assert settings.keep_commenter_names is False
    assert settings.allow_private_addresses is False


def test_the_home_need_not_exist(tmp_path: Path) -> None:
    assert load_settings({"WHOHOLDS_HOME": str(tmp_path / "none")}).home == tmp_path / "none"


def test_the_files_of_the_home_lie_inside_it(home: Path) -> None:
    settings = Settings(home=home, who="ada")
    paths = {
        settings.ledger_path,
        settings.pages_path,
        settings.gazetteers_path,
        settings.registry_path,
    }
    assert {path.parent for path in paths} == {home}
    assert len(paths) == 4


def test_gazetteers_can_be_shared_between_homes(home: Path, tmp_path: Path) -> None:
    shared = tmp_path / "all gazetteers"
    settings = load(home, f'gazetteers = "{shared}"')
    assert settings.gazetteers_path == shared
    assert settings.pages_path.parent == home


def test_a_home_with_a_tilde_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings({"WHOHOLDS_HOME": "~/record"}).home == tmp_path / "record"
    assert load_settings({}).home == tmp_path / ".whoholds"


def test_without_a_name_the_login_name_signs(home: Path) -> None:
    assert load_settings({"WHOHOLDS_HOME": str(home)}).who != ""


def test_a_file_overrides_only_what_it_names(home: Path) -> None:
    settings = load(home, 'workers = 3\nmap_tiles = "https://tiles.example/{z}/{x}/{y}.png"\n')
    assert settings.workers == 3
    assert settings.map_tiles.startswith("https://tiles.example/")
    rest = {field.name for field in fields(Settings)} - {"workers", "map_tiles"}
    default = Settings(home=home, who="ada")
    assert all(getattr(settings, name) == getattr(default, name) for name in rest)


def test_a_whole_number_is_good_where_seconds_are_asked_for(home: Path) -> None:
    assert load(home, "fetch_timeout_s = 5").fetch_timeout_s == 5


@pytest.mark.parametrize(
    ("toml", "word"),
    [
        ("wokers = 3", "'wokers' is no setting"),
        ('home = "/elsewhere"', "'home' is no setting"),
        ('workers = "3"', "must be a int"),
        ("workers = true", "must be a int"),
        ("workers = 3.5", "must be a int"),
        ("workers = -1", "not negative"),
        ("keep_commenter_names = 1", "must be a bool"),
        ('keep_commenter_names = "no"', "must be a bool"),
        ("reader = 7", "must be a str"),
        ("fetch_timeout_s = nan", "must be a float"),
        ("fetch_timeout_s = inf", "must be a float"),
        ("fetch_timeout_s = -0.5", "not negative"),
        ("[reader]\nname = 1", "must be a str"),
        ("workers = ", "mend or remove the file"),
        ("workers = 3\nworkers = 4", "mend or remove the file"),
        (b"# caf\xe9\nworkers = 3", "mend or remove the file"),
    ],
)
def test_a_wrong_file_is_refused_and_named(home: Path, toml: str | bytes, word: str) -> None:
    with pytest.raises(SettingsError, match=r"config\.toml") as caught:
        load(home, toml)
    assert word in str(caught.value)


def test_a_file_that_cannot_be_read_is_refused_and_named(home: Path) -> None:
    (home / "config.toml").mkdir()
    with pytest.raises(SettingsError, match=r"config\.toml"):
        load_settings({"WHOHOLDS_HOME": str(home)})


def test_the_table_of_the_model_overrides_only_what_it_names(home: Path) -> None:
    settings = load(home, '[llm]\naddress = "http://127.0.0.1:1/v1"\nbudget_money = 3\n')
    assert settings.llm == LlmSettings(address="http://127.0.0.1:1/v1", budget_money=3)
    assert settings.llm_key == ""
    assert load(home, "workers = 1").llm == LlmSettings()


def test_the_key_comes_from_the_variable_that_is_named_and_is_never_shown(home: Path) -> None:
    (home / "config.toml").write_text('[llm]\nkey_variable = "MY_KEY"\n', encoding="utf-8")
    environ = {"WHOHOLDS_HOME": str(home), "MY_KEY": "sk-very-secret"}
    settings = load_settings(environ)
    assert settings.llm_key == "sk-very-secret"
    assert "sk-very-secret" not in repr(settings)
    assert load_settings({"WHOHOLDS_HOME": str(home)}).llm_key == ""


@pytest.mark.parametrize(
    ("toml", "word"),
    [
        ("llm = 3", "must be a table, [llm]"),
        ("[[llm]]", "must be a table, [llm]"),
        ("[llm]\nadress = 'x'", "'adress' is no setting; known are address, "),
        ("[llm]\nkey = 'x'", "'key' is no setting"),
        ("llm_key = 'x'", "'llm_key' is no setting"),
        ("[llm]\nmax_tokens = 'x'", "must be a int"),
        ("[llm]\nseed = -1", "not negative"),
        ("[llm]\ntemperature = nan", "must be a float"),
    ],
)
def test_a_wrong_table_of_the_model_is_refused(home: Path, toml: str, word: str) -> None:
    with pytest.raises(SettingsError, match=r"config\.toml") as caught:
        load(home, toml)
    assert word in str(caught.value)


def test_tokens_cost_what_the_prices_say() -> None:
    llm = LlmSettings(price_in=2.0, price_out=10.0)
    assert llm.cost(1_000_000, 0) == 2.0
    assert llm.cost(500_000, 100_000) == 2.0
    assert LlmSettings().cost(10**9, 10**9) == 0


def test_settings_are_frozen(home: Path) -> None:
    with pytest.raises(FrozenInstanceError):
        Settings(home=home, who="ada").workers = 2  # type: ignore[misc]  # frozen is what is tested
