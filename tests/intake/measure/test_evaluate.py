import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from intake.invoice import KEY_FIELDS
from intake.measure.evaluate import MINOR_FIELDS, TICKET_FIELDS, Evaluation, Tally, evaluate
from intake.measure.labels import load_records, record_of
from intake.measure.report import print_report, to_json
from intake.measure.targets import Mark, targets

REAL = Path(__file__).parents[4] / "shared" / "real"

LABEL = {
    "file": "a.jpg",
    "index": 0,
    "kind": "vat_special",
    "format": "photo",
    "fields": {"invoice_number": "12345678", "total": "113.00", "tax": "13.00", "amount": "100.00", "payee": "", "drawer": "?"},
    "items": [{"name": "*纸*纸张", "quantity": "2", "amount": "60.00", "unit": "?"}, {"name": "*笔*铅笔", "quantity": "1", "amount": "40.00", "unit": ""}],
    "qr": "01,01,1100000000,12345678,100.00,20240301,,AB12",
}


def result(**changes: Any) -> dict[str, Any]:
    fields = {name: {"value": value, "confidence": 0.9} for name, value in LABEL["fields"].items()} | changes.pop("fields", {})  # type: ignore[attr-defined]
    return {**LABEL, "fields": fields, "qr": {"payload": LABEL["qr"]}, "decision": "review", **changes}


def judged(*results: dict[str, Any], labels: tuple[dict[str, Any], ...] = (LABEL,)) -> Evaluation:
    return evaluate([record_of(label) for label in labels], [record_of(found) for found in results])


def test_a_result_that_says_what_the_label_says_is_right_everywhere() -> None:
    evaluation = judged(result())
    assert evaluation.fields(KEY_FIELDS) == Tally(4, 4)
    assert evaluation.fields(MINOR_FIELDS) == Tally(1, 1), "the unreadable drawer is not scored, the empty payee is"
    assert (evaluation.kind, evaluation.qr, evaluation.perfect) == (Tally(1, 1), Tally(1, 1), Tally(1, 1))
    assert evaluation.items.f1 == 1.0


def test_a_value_where_nothing_is_printed_is_wrong() -> None:
    assert judged(result(fields={"payee": {"value": "张三"}})).fields(["payee"]) == Tally(0, 1)


def test_a_field_that_the_result_lacks_is_right_only_where_nothing_is_printed() -> None:
    evaluation = judged({**result(), "fields": {}})
    assert evaluation.fields(KEY_FIELDS) == Tally(0, 4)
    assert evaluation.fields(["payee"]) == Tally(1, 1)


def test_an_accepted_invoice_with_a_wrong_key_field_is_named() -> None:
    evaluation = judged(result(decision="accept", fields={"total": {"value": "118.00", "confidence": 0.99}}))
    assert [j.name for j in evaluation.silent] == ["a.jpg"]
    assert to_json(evaluation)["accepted_but_wrong"] == [{"file": "a.jpg", "index": 0, "wrong": "total"}]


def test_an_accepted_invoice_of_the_wrong_kind_is_named() -> None:
    assert len(judged(result(decision="accept", kind="vat_general")).silent) == 1


def test_a_wrong_minor_field_or_a_review_is_no_silent_error() -> None:
    assert not judged(result(decision="accept", fields={"payee": {"value": "张三"}})).silent
    assert not judged(result(decision="review", fields={"total": {"value": "1.00"}})).silent


def test_an_invoice_without_result_is_missing_and_wrong_everywhere() -> None:
    evaluation = judged({"file": "a.jpg", "error": {"code": "damaged"}})
    assert len(evaluation.missing) == 1
    assert evaluation.fields(["payee"]) == Tally(0, 1)
    assert evaluation.items.recall == 0.0


def test_files_without_label_are_listed_and_count_nowhere() -> None:
    evaluation = judged(result(), result(file="b.jpg"))
    assert evaluation.unlabelled == ("b.jpg",)
    assert len(evaluation.judgements) == 1
    assert evaluation.extra == ()


def test_item_rows_are_paired_by_content_and_invented_cells_cost_precision() -> None:
    rows = [{"name": "*笔*铅笔", "quantity": "1", "amount": "40.00", "unit": "支"}, {"name": "*纸*纸张", "quantity": "2", "amount": "60.00", "unit": "箱"}]
    cells = judged(result(items=rows)).items
    assert (cells.right, cells.expected) == (6, 6)
    assert cells.found == 7, "the unit 支 is invented; 箱 stands where the label is unreadable and costs nothing"


def test_confidence_is_held_against_right_and_wrong() -> None:
    evaluation = judged(result(fields={"total": {"value": "1.00", "confidence": 0.9}}))
    assert (evaluation.calibration.count, sum(b.right for b in evaluation.calibration.bins)) == (5, 4)


def test_targets_are_marked_by_what_was_reached() -> None:
    marks = {target.name: target.mark for target in targets(judged(result(decision="accept")))}
    assert marks["key fields right, photographs and scans"] == Mark.AIM
    assert marks["accepted but wrong"] == Mark.AIM
    assert marks["taxi and train tickets, legible fields right"] == Mark.NO_DATA
    worse = {target.name: target.mark for target in targets(judged(result(decision="accept", fields={"total": {"value": "1.00"}})))}
    assert worse["key fields right, photographs and scans"] == Mark.MISS
    assert worse["accepted but wrong"] == Mark.MISS


def test_half_of_the_vat_invoices_accepted_is_what_must_be_not_what_is_aimed_at() -> None:
    labels = (LABEL, {**LABEL, "file": "b.jpg"}, {**LABEL, "file": "c.jpg", "kind": "taxi"})
    evaluation = judged(result(decision="accept"), result(file="b.jpg"), labels=labels)
    assert next(target for target in targets(evaluation) if target.name == "accepted share").mark == Mark.MUST


def test_the_report_names_what_is_wrong_and_shows_errors_only_when_asked() -> None:
    evaluation = judged(result(decision="accept", fields={"total": {"value": "118.00", "confidence": 0.99}}), result(file="b.jpg"))
    shown = [printed(evaluation, errors) for errors in (False, True)]
    assert all("a.jpg: total" in text for text in shown)
    assert ["118.00" in text for text in shown] == [False, True]


def printed(evaluation: Evaluation, errors: bool = False) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        print_report(evaluation, console, errors)
    return capture.get()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real invoices are not beside the project")
@pytest.mark.parametrize("seed", range(3))
def test_the_figures_are_those_of_the_independent_scorer(tmp_path: Path, seed: int) -> None:
    labels, predictions, figures = REAL / "labels.jsonl", tmp_path / "predictions.jsonl", tmp_path / "figures.json"
    damaged = _damaged([json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()], random.Random(seed))  # noqa: S311 - a seeded draw
    predictions.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in damaged), encoding="utf-8")
    scored = subprocess.run(  # noqa: S603 - the scorer that lies beside the project
        [sys.executable, str(REAL / "score.py"), str(labels), str(predictions), "--json", str(figures)], check=True, capture_output=True, text=True
    )
    theirs = json.loads(figures.read_text(encoding="utf-8"))
    ours = evaluate(load_records(labels), load_records(predictions))

    def pair(tally: Tally) -> list[int]:
        return [tally.right, tally.total]

    assert {name: pair(tally) for name, tally in ours.per_field.items()} == {name: tally for name, tally in theirs["per_field"].items() if tally[1]}
    assert pair(ours.fields(KEY_FIELDS)) == theirs["key"]
    assert pair(ours.fields(MINOR_FIELDS)) == theirs["minor"]
    assert pair(ours.perfect) == theirs["perfect"]
    assert pair(ours.accepted) == theirs["auto"]
    assert (len(ours.silent), len(ours.missing), len(ours.extra)) == (theirs["silent"], theirs["missing"], theirs["extra"])
    assert [ours.items.right, ours.items.expected, ours.items.found] == theirs["items"]
    assert _groups(ours) == {name: tally for name, tally in theirs["groups"].items() if tally[1]}
    assert {line.split()[1] for line in scored.stdout.splitlines() if line.startswith("SILENT")} == {j.label.file for j in ours.silent}
    for name, tally in (("QR decoded", ours.qr), ("kind", ours.kind), ("ticket fields", ours.fields(TICKET_FIELDS))):
        assert f"{name} {100 * tally.right / tally.total:.2f}% ({tally.right}/{tally.total})" in scored.stdout


def _groups(evaluation: Evaluation) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for judgement in evaluation.judgements:
        key = [verdict.right for verdict in judgement.verdicts if verdict.is_key]
        for name in (f"kind:{judgement.label.kind}", f"format:{judgement.format_group}") if key else ():
            right, total = groups.get(name, [0, 0])
            groups[name] = [right + sum(key), total + len(key)]
    return groups


def _damaged(labels: list[dict[str, Any]], dice: random.Random) -> list[dict[str, Any]]:
    """Results as a poor reader would give them: values cut short, wrong kinds, invoices missed, doubled and swapped, rows lost and invented."""
    results: list[dict[str, Any]] = []
    for label in labels:
        if dice.random() < 0.05:
            continue
        fields = {name: {"value": value[:-1] if dice.random() < 0.05 else value, "confidence": dice.random()} for name, value in label["fields"].items()}
        rows = [{column: cell + "1" if dice.random() < 0.05 else cell for column, cell in row.items()} for row in label.get("items") or []]
        dice.shuffle(rows)
        entry = {
            **label,
            "file": "folder/" + label["file"],
            "kind": "other" if dice.random() < 0.05 else label["kind"],
            "fields": fields,
            "items": rows[1:] if dice.random() < 0.1 else [*rows, {"name": "多出的一行", "amount": "1.00"}] if dice.random() < 0.1 else rows,
            "qr": {"payload": label.get("qr", "") if dice.random() < 0.9 else ""},
            "decision": dice.choice(["accept", "review"]),
        }
        results.append(entry)
        if dice.random() < 0.1:
            results.insert(0, {**entry, "fields": {"total": {"value": "1.00", "confidence": 0.5}}})
        if dice.random() < 0.05:
            results.append({**entry, "kind": "not_invoice", "fields": {}})
    return results
