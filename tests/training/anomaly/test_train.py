"""The whole run on a made-up table whose laws are known, with two quick estimators."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sklearn.ensemble import ExtraTreesClassifier  # type: ignore[import-untyped]

from intake.anomaly.trained_calibration import calibration_from_bytes
from models.anomaly import ANOMALY_FILE, make_anomaly_model
from tests.training.anomaly.made_up import HIDDEN, NAMES, TELLING, made_up_examples
from training.anomaly.__main__ import _files
from training.anomaly.card import card
from training.anomaly.estimators import Estimator, logistic_regression
from training.anomaly.export import PARITY
from training.anomaly.gate import evaluate_standing
from training.anomaly.standing import write_trained
from training.anomaly.train import Knobs, Trained, train
from training.anomaly.write_docs import FIELDS_PICTURE, KINDS_PICTURE, with_figures, write_docs

pytestmark = pytest.mark.slow
KNOBS = Knobs("anomaly-test", "abc", folds=3, timed=5)


def _few_trees() -> Estimator:
    return ExtraTreesClassifier(n_estimators=40, max_leaf_nodes=40, max_features=0.4, random_state=1)  # type: ignore[no-any-return]


QUICK: Mapping[str, Callable[[], Estimator]] = {"few trees": _few_trees, "logistic regression": logistic_regression}


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(made_up_examples(600), KNOBS, QUICK)


def test_what_features_tell_is_found_on_unseen_forms_and_what_nothing_tells_is_not(trained: Trained) -> None:
    found = {figure.mismatch: figure.found.value for figure in trained.run.evaluation.by_class}
    assert all(found[name] > 0.9 for name in TELLING)
    assert found[HIDDEN] < 0.6


def test_it_beats_rules_and_an_isolation_forest_on_the_same_split(trained: Trained) -> None:
    own = trained.run.evaluation.detection
    assert all(own.found.value > rival.found.value and own.found_beyond_rules.value > rival.found_beyond_rules.value for rival in trained.run.rivals.values())


def test_false_alarms_stay_near_what_was_allowed(trained: Trained) -> None:
    assert trained.run.evaluation.alarms.low <= KNOBS.false_alarms


def test_the_exported_model_loads_by_its_feature_names_and_is_the_same(trained: Trained) -> None:
    assert make_anomaly_model(trained.model.content, NAMES).metadata == trained.model.metadata
    assert trained.run.parity <= PARITY


def test_the_calibration_comes_back_from_its_file(trained: Trained) -> None:
    again = calibration_from_bytes(_files(trained)["calibration.json"])
    assert again.release == trained.calibration.release
    assert again.fields.curves.keys() == trained.calibration.fields.curves.keys()


def test_the_same_table_gives_the_same_model(trained: Trained) -> None:
    again = train(made_up_examples(600), KNOBS, QUICK)
    assert again.model.content == trained.model.content
    assert _files(again)["calibration.json"] == _files(trained)["calibration.json"]


def test_a_written_model_is_judged_by_the_gate_as_it_was_when_it_was_trained(trained: Trained, tmp_path: Path) -> None:
    write_trained(tmp_path, "anomaly-test", "abc", _files(trained))
    standing = evaluate_standing(tmp_path, trained.run.test, NAMES, KNOBS.false_alarms, KNOBS.share_of_mismatches)
    assert standing is not None
    assert standing.detection == trained.run.evaluation.detection
    assert evaluate_standing(tmp_path, trained.run.test, NAMES[1:], 0.01, 0.02) is None
    (tmp_path / ANOMALY_FILE).unlink()
    assert evaluate_standing(tmp_path, trained.run.test, NAMES, 0.01, 0.02) is None


def test_the_card_tells_where_the_model_comes_from_and_what_it_finds(trained: Trained) -> None:
    text = card(trained.run)
    assert all(word in text for word in ("anomaly-test", "abc", "isolation forest", "rules only", HIDDEN, "forms/1", "## Limits"))


def test_pages_are_written_with_their_pictures_and_figures(trained: Trained, tmp_path: Path) -> None:
    page = tmp_path / "anomaly.md"
    page.write_text("# A\n\n<!-- figures: written by `python -m training.anomaly train` -->\nold\n<!-- end of figures -->\n\nend\n", encoding="utf-8")
    for _ in range(2):
        write_docs(tmp_path, trained.run, trained.judged)
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert text.endswith("end\n")
    assert text.count("isolation forest") == 1
    assert f"images/{FIELDS_PICTURE}" in (tmp_path / "calibration.md").read_text(encoding="utf-8")
    assert all((tmp_path / "images" / name).read_text(encoding="utf-8").startswith("<svg") for name in (FIELDS_PICTURE, KINDS_PICTURE))
    with pytest.raises(ValueError, match="figures"):
        with_figures("no place", "figures")
