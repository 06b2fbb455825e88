"""`.venv/bin/python -m tests.studies DIR [NAME …]`: study the model on a folder as `opuntia evaluate` reads it.

    stack     the hybrid beside each member, the best two stacked and equal ranks, with 95 % bootstrap intervals
    sizes     200, 500 and 2,000 clients to learn from, three draws each: mean and spread
    controls  shuffled portraits (beside none) and shuffled labels (beside popularity): no skill where there is none
    refusals  what is refused (−1) as flags of its own beside none
    unseen    half of the kinds unrecorded, a matrix from what is bought together, and up to 1,000 answered offers

Takes some minutes; give the machine's load beside figures of time. Losses are × 1,000.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.intake.evaluation_files import read_study
from core.services.evaluation import trial_of
from ml.evaluate import HYBRID, Evaluation, Trial, evaluate
from ml.hybrid import IN_TRAINING
from ml.members.item_based import ItemBased
from ml.members.popularity import Popularity
from ml.members.portrait import Portrait
from tests.studies.trials import (
    RANKS,
    half_unseen,
    interval,
    shrunk,
    with_shuffled_labels,
    with_shuffled_portraits,
    without_portraits,
    without_refusals,
)

SEEDS = range(3)


def stack(trial: Trial) -> None:
    """The hybrid against all that it must not be worse than."""
    found = evaluate(trial)
    _tell("all members", found)
    two = [member for member in IN_TRAINING if member.name in {"portrait", "boosted"}]
    others = {
        "portrait + boosted stacked": evaluate(trial, members=two),
        "equal ranks": evaluate(trial, members=[RANKS]),
    }
    for name, other in others.items():
        _tell(name, other)
        _compare(f"hybrid − {name}", found.losses[HYBRID] - other.losses[HYBRID])
    for name in found.losses:
        if name != HYBRID:
            _compare(f"hybrid − {name}", found.losses[HYBRID] - found.losses[name])


def sizes(trial: Trial) -> None:
    """Fewer clients to learn from."""
    for clients in (200, 500, 2_000):
        runs = [evaluate(shrunk(trial, clients, seed)) for seed in SEEDS]
        loss = {name: np.array([1000 * run.marks[name].logloss for run in runs]) for name in runs[0].marks}
        hits = {name: np.array([run.marks[name].hit1 for run in runs]) for name in runs[0].marks}
        print(f"\n{clients} clients")
        for name, losses in loss.items():
            hit = f"hit@1 {hits[name].mean():.4f} ± {hits[name].std(ddof=1):.4f}"
            print(f"  {name:<12} {hit}  loss {losses.mean():.2f} ± {losses.std(ddof=1):.2f}")
        best = min((name for name in loss if name != HYBRID), key=lambda name: loss[name].mean())
        print(f"  hybrid − {best}: {(loss[HYBRID] - loss[best]).mean():+.2f}")
        print(f"  weights {[_weights(run) for run in runs]}")


def controls(trial: Trial) -> None:
    """Clients in whom there is nothing to be found."""
    bare = evaluate(without_portraits(trial))
    _tell("without portraits", bare)
    found = evaluate(with_shuffled_portraits(trial, 0))
    _tell("shuffled portraits", found)
    _compare("hybrid − hybrid without portraits", found.losses[HYBRID] - bare.losses[HYBRID])
    found = evaluate(with_shuffled_labels(trial, 0))
    _tell("shuffled labels", found)
    _compare("hybrid − popularity", found.losses[HYBRID] - found.losses["popularity"])


def refusals(trial: Trial) -> None:
    """Flags of what was refused."""
    found, bare = evaluate(trial), evaluate(without_refusals(trial))
    _tell("with flags of refusals", found)
    _tell("without", bare)
    _compare("with − without", found.losses[HYBRID] - bare.losses[HYBRID])


def unseen(trial: Trial) -> None:
    """Half of the kinds without a record of their sales."""
    members = [Popularity, ItemBased, Portrait]
    _tell("everything recorded", evaluate(trial, members=members))
    for answers in (0, 100, 300, 1_000):
        marks = [evaluate(half_unseen(trial, seed, answers), members=members).marks[HYBRID] for seed in SEEDS]
        loss, hits = np.array([1000 * one.logloss for one in marks]), np.array([one.hit1 for one in marks])
        good = f"hit@1 {hits.mean():.4f} ± {hits.std(ddof=1):.4f}  loss {loss.mean():.2f} ± {loss.std(ddof=1):.2f}"
        print(f"  {answers:>5} answers: {good}", flush=True)


STUDIES: dict[str, Callable[[Trial], None]] = {
    "stack": stack,
    "sizes": sizes,
    "controls": controls,
    "refusals": refusals,
    "unseen": unseen,
}


def _tell(title: str, found: Evaluation) -> None:
    print(f"\n{title}: weights {_weights(found)}")
    for name, one in found.marks.items():
        good = f"hit@1 {one.hit1:.4f}  loss {1000 * one.logloss:.2f}  ECE {one.ece_top1:.4f}"
        print(f"  {name:<12} {good}  {one.seconds:.1f} s")


def _weights(found: Evaluation) -> dict[str, float]:
    return {name: round(weight, 2) for name, weight in found.weights.items()}


def _compare(name: str, difference: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    mean, low, high = (1000 * value for value in interval(difference))
    print(f"  {name}: {mean:+.2f} ({low:+.2f} … {high:+.2f})", flush=True)


def main(arguments: list[str]) -> int:
    """Run the studies by name."""
    if not arguments or set(arguments[1:]) - STUDIES.keys():
        print(__doc__, file=sys.stderr)
        return 2
    trial = trial_of(read_study(Path(arguments[0])))
    for name in arguments[1:] or STUDIES:
        print(f"\n# {name}", flush=True)
        STUDIES[name](trial)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
