"""The model card and the table of comparison: every figure in them comes from the run that made the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from intake.anomaly.meanings import FEATURES
from models.anomaly import AnomalyMetadata
from training.anomaly.evaluate import Detection, Evaluation, Release
from training.anomaly.examples import Example
from training.anomaly.fit_model import CandidateScore


@dataclass(frozen=True)
class Run:
    """What one training run did and found."""

    metadata: AnomalyMetadata
    commit: str
    seeds: Mapping[str, str]
    train: Sequence[Example]
    test: Sequence[Example]
    left_out: int
    chosen: str
    candidates: Mapping[str, CandidateScore]
    parity: float
    size: int
    """Bytes of the .onnx file."""
    milliseconds: float
    """Of one processor core for one invoice's score and reasons, median over the test part; its features not included."""
    importances: Sequence[tuple[str, float]]
    """Feature -> loss of recall when it is shuffled, the largest first."""
    evaluation: Evaluation
    rivals: Mapping[str, Detection]
    """Other scorers on the same test part."""
    false_alarms: float
    share_of_mismatches: float
    seconds: float


def card(run: Run) -> str:
    """Markdown."""
    return "\n\n".join([_head(run), _data(run), _metrics(run), _classes(run), _calibration(run), _features(run), _LIMITS]) + "\n"


def comparison(run: Run, standing: Evaluation | None = None) -> str:
    """Markdown: all scorers on the same test part, with the model that stands so far where one is given."""
    allowed = f"{100 * run.false_alarms:g} %"
    before = [("the standing model", standing.detection)] if standing is not None else []
    known = ("this model, where all parties are known from other invoices", run.evaluation.with_parties)
    rows = [*run.rivals.items(), *before, ("**this model**", run.evaluation.detection), known]
    first = run.evaluation.detection
    lines = [
        f"| scorer | mismatches found at {allowed} false alarms ({first.found.count}) | of those no rule R01 to R25 catches ({first.found_beyond_rules.count}) "
        f"| of these, of what leaves a trace in the file ({first.found_of_traces.count}) | of all in VAT kinds ({first.found_in_vat.count}) |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {detection.found} | {detection.found_beyond_rules} | {detection.found_of_traces} | {detection.found_in_vat} |"
            for name, detection in rows
        ),
    ]
    return "\n".join(lines)


def class_table(evaluation: Evaluation) -> str:
    """Markdown."""
    lines = [
        "| class | examples | found | rules say error or warning |",
        "|---|---:|---:|---:|",
        *(f"| {row.mismatch} | {row.found.count} | {row.found} | {row.caught_by_rules} |" for row in evaluation.by_class),
    ]
    return "\n".join(lines)


def release_table(evaluation: Evaluation, standing: Evaluation | None = None) -> str:
    """Markdown; with the model that stands so far where one is given."""
    lines = ["| decided by | clean invoices accepted | wrong among them | mismatches accepted |", "|---|---:|---:|---:|"]
    lines += [_release_row("redundancy alone", evaluation.plain), _release_row("probability, `max_released_error` 0.3 %", evaluation.probable)]
    if standing is not None:
        lines.append(_release_row("the same with the standing model", standing.probable))
    return "\n".join(lines)


def _head(run: Run) -> str:
    return "\n".join(
        [
            f"# {run.metadata.model}",
            "",
            "Written by `python -m training.anomaly train`; not to be edited. Says how probable it is that a key field of an invoice is wrong or that it was",
            "tampered with, from numbers that are measured on it; and what confidences of fields and whole invoices are worth.",
            "",
            f"- Estimator: {run.chosen}, chosen by cross-validation over forms; served by ONNX Runtime ({run.size / 1e6:.2f} MB).",
            f"- Largest difference between scikit-learn and ONNX Runtime on the training rows: {run.parity:.1g}.",
            f"- Training commit: {run.commit}. Seeds: {', '.join(f'{name} {seed}' for name, seed in run.seeds.items())}.",
            f"- Took {run.seconds:.0f} s. Score and reasons take {run.milliseconds:.2f} ms of one core for an invoice, its features not included.",
        ]
    )


def _data(run: Run) -> str:
    everything = [*run.train, *run.test]
    return "\n".join(
        [
            "## Data",
            "",
            f"{len(everything)} synthetic invoices, drawn, aged, read by the product's own pipeline and compared with what was drawn; no real invoice is among them.",
            "The split is by form and seller: no form and no seller of the test part is in the training part"
            + (f" ({run.left_out} training examples were left out because their seller is)." if run.left_out else "."),
            "",
            "| | training | test |",
            "|---|---:|---:|",
            _count_row("examples", run, lambda _: True),
            _count_row("forms", run, None, lambda example: example.layout),
            _count_row("sellers", run, None, lambda example: example.seller),
            _count_row("with an injected mismatch", run, lambda example: bool(example.mismatch)),
            _count_row("of them caught by a rule R01 to R25", run, lambda example: bool(example.mismatch) and example.is_caught_by_rules),
            _count_row("clean, kind or a key field misread", run, lambda example: not example.mismatch and example.is_wrong),
            _count_row("clean, every key field right", run, lambda example: example.is_all_right),
            "",
            _counted("Formats", Counter(example.format for example in everything)),
            _counted("Kinds as read", Counter(example.invoice.kind.value for example in everything)),
        ]
    )


def _count_row(name: str, run: Run, counts: Callable[[Example], bool] | None, distinct: Callable[[Example], str] | None = None) -> str:
    cells = [
        len({distinct(example) for example in part}) if distinct else sum(counts(example) for example in part) if counts else 0
        for part in (run.train, run.test)
    ]
    return f"| {name} | {cells[0]} | {cells[1]} |"


def _counted(title: str, counts: Counter[str]) -> str:
    return f"{title}: {', '.join(f'{name} {count}' for name, count in counts.most_common())}.\n"


def _metrics(run: Run) -> str:
    evaluation = run.evaluation
    candidates = "\n".join(
        f"| {name} | {100 * score.found:.1f} % | {100 * score.found_beyond_rules:.1f} % |{' chosen |' if name == run.chosen else ' |'}"
        for name, score in run.candidates.items()
    )
    return "\n".join(
        [
            "## Found",
            "",
            "On the test part, with 95 % intervals from drawing it anew; a false alarm is an invoice with nothing wrong that is flagged.",
            "",
            comparison(run),
            "",
            f"At the threshold as shipped, which was set on training forms: {evaluation.alarms} false alarms, {evaluation.found_as_shipped} of the mismatches found;",
            f"of the clean invoices with a misread kind or key field {evaluation.misread_flagged} are flagged.",
            "",
            "Cross-validation on the training part:",
            "",
            "| estimator | found | beyond rules | |",
            "|---|---:|---:|---|",
            candidates,
        ]
    )


def _classes(run: Run) -> str:
    return f"## By class\n\nAt {100 * run.false_alarms:g} % false alarms on the test part; Wilson's intervals.\n\n{class_table(run.evaluation)}"


def _calibration(run: Run) -> str:
    evaluation = run.evaluation
    return "\n".join(
        [
            "## Calibration and release",
            "",
            f"For fields and invoices, mismatches are weighed as {100 * run.share_of_mismatches:g} % of all, since they are far rarer at work than in this data. The anomaly",
            "score is calibrated in the mixture of the examples as they are: where fewer invoices are wrong, it says too much.",
            "",
            "| expected calibration error | before | after |",
            "|---|---:|---:|",
            f"| field confidence | {evaluation.field_error_raw:.4f} | {evaluation.field_error:.4f} |",
            f"| probability that every key field is right | | {evaluation.document_error:.4f} |",
            f"| the same by chance, if every probability held (95 % of draws) | | {chance_of(evaluation)} |",
            f"| anomaly score | | {evaluation.score_error:.4f} |",
            "",
            release_table(evaluation),
        ]
    )


def chance_of(evaluation: Evaluation) -> str:
    """What calibration error of invoices chance alone makes of so few."""
    chance = evaluation.least_document_error
    return f"{chance.value:.4f} ({chance.low:.4f} to {chance.high:.4f})"


def _release_row(name: str, release: Release) -> str:
    return f"| {name} | {release.accepted} | {release.wrong} | {release.mismatches_accepted} |"


def _features(run: Run) -> str:
    meanings = {meaning.name: meaning.meaning for meaning in FEATURES}
    lines = [
        "## Features",
        "",
        f"{len(run.metadata.names)} in all. Those whose loss (shuffling them over the test part) costs most, in points of mismatches found:",
        "",
        "| feature | means | costs |",
        "|---|---|---:|",
        *(f"| `{name}` | {meanings.get(name, '')} | {100 * loss:.1f} |" for name, loss in run.importances),
    ]
    return "\n".join(lines)


_LIMITS = """## Limits

- Everything it learned is synthetic: real forgeries, real wear and real forms differ, and its figures on them are not known.
- A mismatch that contradicts nothing in the file and leaves no trace in the picture (another firm's valid tax id, say) can't be found here; that is what
  known parties, behaviour and verification are for.
- Forms of the test part are unseen, the generator that drew them is not: ageing and typography are shared.
- It routes to a person and never decides alone; a low score is no proof that an invoice is genuine."""
