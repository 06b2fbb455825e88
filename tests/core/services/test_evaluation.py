"""`evaluate` reads what people lay into a folder, and never trains on whom it is tested on."""

import csv
import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from core.cli import main
from core.domain.evaluation_errors import EvaluationFileMissing, EvaluationRowWrong
from core.intake.evaluation_files import read_study
from core.services.evaluation import as_numbers, trial_of

SERVICES = ("casco", "osago", "credit", "stay")


def lay(folder: Path, name: str, *lines: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two hundred clients of two tastes; every fifth has a hidden purchase."""
    draw, made = Random(9), tmp_path / "study"
    clients, bought, hidden = [], [], []
    for number in range(200):
        young = number % 2 == 0
        clients.append(f"c{number},{1995 if young else 1960},{'student' if young else 'pensioner'},7/3/2019")
        likes = ("casco", "osago") if young else ("credit", "stay")
        bought.append(f"c{number},{likes[0]},1")
        if number % 5 == 0:
            hidden.append(f"c{number},{likes[1]}")
        elif draw.random() < 0.8:
            bought.append(f"c{number},{likes[1]},1")
    lay(made, "clients.csv", "client_id,birth_year,Job,joined", *clients)
    lay(made, "services.csv", "service_id", *SERVICES)
    lay(made, "interactions.csv", "client_id,service_id,value", *bought, "c1,casco,-1")
    lay(made, "test.csv", "client_id,service_id", *hidden)
    return made


def test_a_study_becomes_arrays_and_columns_are_typed_by_themselves(folder: Path) -> None:
    trial = trial_of(read_study(folder))
    assert (len(trial.train.clients), len(trial.test)) == (160, 40)
    assert set(trial.test.numbers) == {"birth_year", "joined"}
    assert trial.test.words["job"].levels == ("pensioner", "student")
    assert trial.hidden.sum() == 40
    assert not set(trial.train.clients.ids.tolist()) & set(trial.test.ids.tolist())


def test_a_hidden_purchase_is_not_owned_though_another_file_tells_it(folder: Path) -> None:
    with (folder / "interactions.csv").open("a", encoding="utf-8") as file:
        file.write("c0,osago,1\n")
    trial = trial_of(read_study(folder))
    assert trial.hidden.sum() == 40
    assert not (trial.hidden & trial.owned).any()


def test_a_refusal_is_no_purchase(folder: Path) -> None:
    study = read_study(folder)
    client, casco = study.clients.index("c1"), 0
    assert study.interactions[client, casco] == -1
    trial = trial_of(study)
    assert trial.train.clients.refused is not None
    assert trial.train.clients.refused.sum() == 1
    assert trial.train.clients.owned.sum() == sum(
        value > 0 and client not in {one for one, _ in study.hidden}
        for (client, _), value in study.interactions.items()
    )


def test_unseen_services_are_unrecorded_and_their_rows_are_answers(folder: Path) -> None:
    lay(folder, "services.csv", "service_id,unseen,needs", "casco,0,", "osago,0,", "credit,0,rest;care", "stay,1,rest")
    lay(folder, "matrix.csv", "from_service,to_service,value", "credit,stay,1", "casco,stay,Х")
    goods = trial_of(read_study(folder)).train.assortment
    assert goods.recorded.tolist() == [True, True, True, False]
    assert goods.answered[3] > 0 == goods.answered[:3].sum()
    assert (goods.links.nnz, goods.forbidden.nnz, goods.needs.nnz) == (1, 1, 3)


def test_services_of_one_name_and_type_are_one_kind(folder: Path) -> None:
    lay(
        folder, "services.csv", "service_id,name,client type,company",
        "casco,КАСКО,ФЛ,A", "osago,каско,ФЛ,B", "credit,КАСКО,ЮЛ,A", "stay,Отдых,ФЛ,A",
    )  # fmt: skip
    goods = trial_of(read_study(folder)).train.assortment
    assert goods.kind_of_service.tolist() == [0, 0, 1, 2]
    assert goods.kind_entity.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1", "2,5", "", "3\u00a0000"], [1, 2.5, np.nan, 3000]),
        (["a", "b"], None),
        (["", ""], None),
        (["nan", "inf"], None),
        (["1", "x", "y"], None),
    ],
)
def test_a_column_is_of_numbers_where_its_cells_are(texts: list[str], expected: list[float] | None) -> None:
    found = as_numbers(texts)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        np.testing.assert_array_equal(found, expected)


def test_days_become_years() -> None:
    found = as_numbers(["1/6/2019", "15/6/2020"])
    assert found is not None
    assert found[1] - found[0] == pytest.approx(1.04, abs=0.01)


@pytest.mark.parametrize("file", ["clients.csv", "services.csv", "interactions.csv", "test.csv"])
def test_a_file_that_is_missing_or_no_table_is_named(folder: Path, file: str) -> None:
    (folder / file).write_bytes(b"\xff\xfe\x00 no table")
    with pytest.raises(EvaluationFileMissing) as refused:
        read_study(folder)
    assert refused.value.facts == {"file": file}
    (folder / file).unlink()
    with pytest.raises(EvaluationFileMissing):
        read_study(folder)


@pytest.mark.parametrize("line", ["nobody,casco,1", "c1,nothing,1", "c1,casco,2", "c1"])
def test_a_row_that_cannot_be_is_named(folder: Path, line: str) -> None:
    lay(folder, "interactions.csv", "client_id,service_id,value", "c2,casco,1", line)
    with pytest.raises(EvaluationRowWrong) as refused:
        read_study(folder)
    assert refused.value.facts == {"file": "interactions.csv", "row": 3}


def test_the_command_marks_every_model_and_writes_what_the_hybrid_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    predictions = tmp_path / "out" / "p.csv"
    assert main(["evaluate", str(folder), "--json", "--predictions", str(predictions)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["models"]["hybrid"]) == {"hit1", "hit3", "ndcg5", "logloss", "ece_top1", "seconds"}
    assert told["models"]["hybrid"]["hit1"] > told["models"]["popularity"]["hit1"]
    with predictions.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    total: dict[str, float] = {}
    for row in rows:
        total[row["client_id"]] = total.get(row["client_id"], 0.0) + float(row["probability"])
    assert len(total) == 40
    assert list(total.values()) == pytest.approx([1.0] * 40, abs=1e-6)
    assert len(rows) == 40 * 3
    assert main(["evaluate", str(folder), "--lang", "en"]) == 0
    table = capsys.readouterr().out
    assert "Weights in the hybrid" in table
    assert "in first 3" in table and "ece_top1" not in table


@pytest.mark.parametrize(
    "files", [{"test.csv": ["client_id,service_id"]}, {"interactions.csv": ["client_id,service_id,value"]}]
)
def test_with_nobody_to_test_or_nothing_to_learn_there_is_a_result(
    folder: Path, capsys: pytest.CaptureFixture[str], files: dict[str, list[str]]
) -> None:
    for name, lines in files.items():
        lay(folder, name, *lines)
    assert main(["evaluate", str(folder), "--json"]) == 0
    assert "hybrid" in json.loads(capsys.readouterr().out)["models"]
