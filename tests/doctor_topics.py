"""Learns which words and facts go with which cause: `nox -s doctor-topics -- CASES.jsonl...`.

The files have a JSON object a line, as those of `doctor-score`. It writes `topics.tsv`. What it
learned from must not be scored with it: keep some reports aside.
"""

from __future__ import annotations

import importlib
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.doctor_score import Case, read_cases, told_in
from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.facts import gather_facts
from zoho_helpers.doctor.topics import ALWAYS, FILE, Feature, written

LEARNED = CAUSES.keys() - {"credential_exposed"}
"""Causes that are learned; that a secret was exposed is seen, and is never the only one."""
FEWEST = 5
"""Reports that must have a feature: what fewer have may be somebody's name."""
LEAST = 0.3
"""What a feature must add for a cause, to be kept."""
REGULARITY = 5.0
"""How far rare features may go; the inverse of the penalty of their squares."""
SECOND = 0.25
"""How far a report counts as one of the cause that was the second guess."""
UNDECIDED = 0.5
"""What a report counts whose cause nobody found: more of them are collected than pasted."""


def features_of_case(case: Case) -> frozenset[str]:
    """Return the features of a case."""
    return gather_facts(*told_in(case)).features


def learn(cases: Sequence[Case]) -> Iterator[tuple[str, Feature]]:
    """Yield each feature that is kept, with what it says."""
    # Only this needs scikit-learn; its session installs it.
    extraction = importlib.import_module("sklearn.feature_extraction")
    linear = importlib.import_module("sklearn.linear_model")
    scaling = importlib.import_module("sklearn.preprocessing")
    all_features = [features_of_case(case) for case in cases]
    counted = Counter(name for features in all_features for name in features)
    rarity = {
        name: round(math.log((1 + len(cases)) / (1 + count)) + 1, 1)
        for name, count in counted.items()
        if count >= FEWEST
    }
    vectorizer = extraction.DictVectorizer()
    rows = [{name: rarity[name] for name in sorted(row & rarity.keys())} for row in all_features]
    model = linear.LogisticRegression(C=REGULARITY, max_iter=5_000)
    guesses = [(at, *guess) for at, case in enumerate(cases) for guess in _guesses(case)]
    matrix = scaling.normalize(vectorizer.fit_transform(rows))
    model.fit(
        matrix[[at for at, _, _ in guesses]],
        [cause for _, cause, _ in guesses],
        sample_weight=[weight for _, _, weight in guesses],
    )
    yield ALWAYS, Feature(0.0, dict(zip(model.classes_, model.intercept_, strict=True)))
    for at, name in enumerate(vectorizer.feature_names_):
        adds = dict(zip(model.classes_, model.coef_[:, at], strict=True))
        kept = {cause: added for cause, added in adds.items() if abs(added) >= LEAST}
        if kept:
            yield name, Feature(rarity[name], kept)


def _guesses(case: Case) -> Iterator[tuple[str, float]]:
    """Yield the causes of a report, and how much it counts for each."""
    second = case.get("second_best")
    share = SECOND if second in LEARNED else 0.0
    counts = UNDECIDED if case["cause"] == "other" else 1.0
    yield case["cause"], counts * (1 - share)
    if share:
        yield second, counts * share


def main(files: Sequence[str]) -> int:
    """Write the table."""
    cases = [case for case in read_cases(files) if case["cause"] in LEARNED]
    table = dict(learn(cases))
    FILE.write_text(written(table), "utf-8")
    print(f"{FILE.name}: {len(table)} features of {len(cases)} reports")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
