from tests.training.anomaly.made_up import made_up_examples
from training.anomaly.split import folds, is_for_testing, split

EXAMPLES = made_up_examples(600)


def test_no_form_and_no_seller_of_the_test_part_is_trained_on() -> None:
    parts = split(EXAMPLES)
    train, test = [EXAMPLES[index] for index in parts.train], [EXAMPLES[index] for index in parts.test]
    assert not {example.layout for example in train} & {example.layout for example in test}
    assert not {example.seller for example in train} & {example.seller for example in test}
    assert len(train) + len(test) + parts.left_out == len(EXAMPLES)
    assert parts.left_out > 0


def test_data_made_later_moves_no_example_to_or_from_the_test_part() -> None:
    few = split(EXAMPLES[:400])
    more = split(EXAMPLES)
    assert {index for index in more.test if index < 400} == set(few.test.tolist())


def test_about_the_wanted_share_of_forms_is_for_testing() -> None:
    assert 0.25 < sum(is_for_testing(f"form {number}") for number in range(2000)) / 2000 < 0.35


def test_a_form_lies_in_one_fold_and_folds_are_of_like_size() -> None:
    parts = split(EXAMPLES)
    fold_of = folds(EXAMPLES, parts.train, 4)
    by_layout: dict[str, set[int]] = {}
    for index, fold in zip(parts.train, fold_of, strict=True):
        by_layout.setdefault(EXAMPLES[index].layout, set()).add(int(fold))
    assert all(len(found) == 1 for found in by_layout.values())
    sizes = [int((fold_of == fold).sum()) for fold in range(4)]
    assert max(sizes) < 1.5 * min(sizes)
