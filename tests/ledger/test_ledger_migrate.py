import sqlite3

import pytest

from whoholds.ledger.migrate import migrations, split_statements
from whoholds.ledger.tables import entries


def test_steps_are_numbered_as_their_files_are() -> None:
    steps = migrations()
    assert len(steps) >= 1
    assert [step.name[:4] for step in steps] == [f"{step.number:04}" for step in steps]
    assert all(len(step.statements) > 0 for step in steps)


def test_the_table_of_the_steps_is_the_table_of_the_statements() -> None:
    connection = sqlite3.connect(":memory:")
    for step in migrations():
        for statement in step.statements:
            connection.execute(statement)
    columns = connection.execute("PRAGMA table_info(entries)").fetchall()
    connection.close()
    assert [column[1] for column in columns] == [column.name for column in entries.columns]
    assert all(column[3] or column[5] for column in columns), "every column is there in every row"


def test_a_trigger_is_one_statement() -> None:
    trigger = "CREATE TRIGGER t BEFORE DELETE ON a\nBEGIN\n    SELECT 1;\n    SELECT 2;\nEND;"
    script = f"-- a comment; not a statement\nCREATE TABLE a (\n    b TEXT\n);\n\n{trigger}\n"
    first, second = split_statements(script)
    assert first.endswith("CREATE TABLE a (\n    b TEXT\n);")
    assert second == trigger


@pytest.mark.parametrize(
    "rest", ["CREATE TABLE a (b TEXT)", "CREATE TRIGGER t\nBEGIN\nSELECT 1;\n"]
)
def test_a_step_that_does_not_end_is_refused(rest: str) -> None:
    with pytest.raises(ValueError, match="does not end"):
        list(split_statements("CREATE TABLE c (d TEXT);\n" + rest))
