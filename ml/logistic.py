"""Logistic regression on sparse features with an offset, weights and a ridge: the one way in which answers teach."""

import numpy as np
from scipy import sparse

from ml.arrays import Bools, Floats, Sparse


def logistic(design: Sparse, came: Bools, weight: Floats, offset: Floats, ridge: Floats) -> Floats:
    """The p coefficients at which  Σ weight · −ln P + ½ Σ ridge · coefficient²  is least, from 0 on.

    logit P(came) = offset + design · coefficients;  `design` [m, p], `came`, `weight`, `offset` [m], `ridge` [p] > 0.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 (a sixth of a start that mostly fits nothing)

    sign = np.where(came, 1.0, -1.0)
    turned = sparse.csr_array(design.T)

    def misfit(flat: Floats) -> tuple[float, Floats]:
        margin = sign * (offset + design @ flat)
        loss = float(weight @ np.logaddexp(0.0, -margin)) + 0.5 * float(ridge @ flat**2)
        pull = -sign * weight / (1.0 + np.exp(np.minimum(margin, 700.0)))
        return loss, np.asarray(turned @ pull) + ridge * flat

    return np.asarray(minimize(misfit, np.zeros(len(ridge)), jac=True, method="L-BFGS-B").x)
