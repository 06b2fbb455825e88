"""The mathematics: arrays in, utilities, chances, scores and reasons out.

Knows no database, no client's name and no Qt.
May import numpy, scipy and the standard library; nothing of this project but itself.

The way of one run:  `dataset` → `hybrid.fit` (members blended in `blend`) → `hybrid.score` (blend and `prior` through
λ) → `hybrid.top` → `rank` and `explain`.  `bundle` keeps a fitted model as plain arrays; `training` fits one and
compares it with another (`held`, `gate`), `parcel` is how it gets what it is to learn in a process of its own.
Start reading in `dataset.py` (what goes in), then `hybrid.py` (the formulas in one place).
`held` keeps some of what is known from a training and `gate` judges by it whether a new model may take the old one's
place. `calibration` tells what its chances mean in percent.
To add a model, write one file in `members/` and name its class in `hybrid.AT_ONCE` or `hybrid.IN_TRAINING`; what those
that learn from portraits share is in `encoding.py` and `linear.py`.
"""
