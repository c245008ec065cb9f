"""The page's modules against the types that their comments give, and those of the API's own document."""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
TSC = ROOT / "node_modules" / ".bin" / "tsc"


def types_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("page_types", ROOT / "scripts" / "page_types.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    assert TSC.exists(), f"{TSC} is missing; run: npm ci --ignore-scripts"
    return subprocess.run(
        [TSC, "-p", folder], capture_output=True, text=True, timeout=300, check=False
    )


def test_every_module_keeps_to_its_types(monkeypatch: pytest.MonkeyPatch) -> None:
    script = types_script()
    monkeypatch.setattr("sys.argv", ["page_types.py", str(ROOT / "types" / "api.d.ts")])
    script.main()
    done = checked(ROOT)
    assert done.stdout == ""
    assert done.returncode == 0


def test_a_wrong_name_of_the_api_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "api.d.ts").write_text(
        types_script().declarations(
            {
                "components": {
                    "schemas": {
                        "A": {
                            "type": "object",
                            "properties": {
                                "known": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                                "rows": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/B"},
                                },
                            },
                        },
                        "B": {"type": "string", "enum": ["one", "two"]},
                    }
                }
            }
        )
    )
    (tmp_path / "tsconfig.json").write_text(
        '{"compilerOptions": {"allowJs": true, "checkJs": true, "strict": true, "noEmit": true,'
        ' "module": "esnext", "moduleResolution": "bundler", "types": []}, "files": ["page.js"]}'
    )
    page = tmp_path / "page.js"
    head = '/** @import { A } from "./api.d.ts" */\n/** @param {A} a */\n'
    page.write_text(
        head + 'export const f = (a) => (a.known ?? 0) + (a.rows[0] === "one" ? 1 : 2);\n'
    )
    assert checked(tmp_path).stdout == ""
    page.write_text(head + "export const f = (a) => a.kown;\n")
    assert "kown" in checked(tmp_path).stdout
    page.write_text(head + "export const f = (a) => a.known + 1;\n")
    assert "possibly 'null'" in checked(tmp_path).stdout
    page.write_text(head + 'export const f = (a) => a.rows[0] === "three";\n')
    assert "no overlap" in checked(tmp_path).stdout


def test_a_schema_of_a_new_kind_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="no type for"):
        types_script().type_of({"type": "tensor"})
