"""What the experts say before any data: points from the hand-made matrix, shared needs and rules of thumb.

    points(kind) = 2 · linked + min(1, ½ · shared needs) + Σ portrait rules − ½ · ln max(1, kinds that link to it)

A kind is linked where an owned service links to any of its services, once however many do; its needs are the union of
theirs. The last term keeps hubs, to which everything leads, from taking everything.  prior(kind) = log-softmax of the
points over the client's candidates.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ml.arrays import Bools, Floats, as_flags, log_softmax
from ml.dataset import Assortment, Clients, PortraitRule

LINK = 2.0
NEED = 0.5
NEEDS_AT_MOST = 1.0
HUB = 0.5


@dataclass(frozen=True, eq=False)
class Prior:
    """The terms in points: `link`, `needs`, `rules` float64 [n, K], `hub` float64 [K] (≤ 0).

    `candidates` bool [n, K]: the kinds that may be offered; `shut` bool [n, S]: the services that an owned one forbids
    or that ask for something else than the client, and the archived ones.
    """

    link: Floats
    needs: Floats
    rules: Floats
    hub: Floats
    candidates: Bools
    shut: Bools

    @property
    def points(self) -> Floats:
        """float64 [n, K], candidates or not."""
        return self.link + self.needs + self.rules + self.hub

    @cached_property
    def logs(self) -> Floats:
        """float64 [n, K]: log-softmax of the points over the candidates, −inf outside."""
        return log_softmax(self.points, self.candidates)


def prior(assortment: Assortment, clients: Clients) -> Prior:
    """The prior of these clients. Dense in n: call it on blocks of some thousand clients.

    Candidates are the kinds of the client's own type plus, for clients who bridge the types, kinds of the other type
    that an owned service links to; minus the closed ones; minus those without a service left open.
    """
    linked = as_flags(clients.sources, assortment.kind_links).toarray()
    shut = as_flags(clients.sources, assortment.forbidden).toarray() | unfit(assortment, clients)
    shared = (as_flags(clients.sources, assortment.needs) @ assortment.needed_by_kinds).toarray()
    rules = np.zeros(linked.shape)
    for rule in assortment.rules:
        rules += rule.points * np.outer(fires(rule, clients), rule.kinds)
    own_type = clients.entity[:, None] == assortment.kind_entity[None, :]
    reachable = own_type | (clients.bridges[:, None] & linked)
    left_open = assortment.services_per_kind - shut @ assortment.counting_by_kind
    return Prior(
        link=LINK * linked,
        needs=np.minimum(NEED * shared, NEEDS_AT_MOST),
        rules=rules,
        hub=-HUB * np.log(np.maximum(assortment.linking_kinds, 1)),
        candidates=reachable & ~clients.closed.toarray() & (left_open > 0),
        shut=shut,
    )


def unfit(assortment: Assortment, clients: Clients) -> Bools:
    """bool [n, S]: the services whose limits the client is outside of, an unknown value being outside of none; those
    that are barred to it, and the archived ones.
    """
    outside = np.zeros((len(clients), assortment.n_services), dtype=np.bool_)
    if assortment.archived is not None:
        outside |= assortment.archived
    if clients.barred is not None:
        outside |= clients.barred.toarray()
    for name, (low, high) in assortment.limits.items():
        values = clients.numbers.get(name, np.full(len(clients), np.nan))
        for service in np.flatnonzero(np.isfinite(low) | np.isfinite(high)):
            outside[:, service] |= (values < low[service]) | (values > high[service])
    return outside


def fires(rule: PortraitRule, clients: Clients) -> Bools:
    """bool [n]: for whom every condition of the rule holds. A column that is missing is unknown for everybody."""
    holds = np.ones(len(clients), dtype=np.bool_)
    if rule.entity is not None:
        holds &= clients.entity == rule.entity
    for name, (low, high) in rule.numbers.items():
        values = clients.numbers.get(name, np.full(len(clients), np.nan))
        holds &= np.isfinite(values)
        holds &= values >= (-np.inf if low is None else low)
        holds &= values <= (np.inf if high is None else high)
    for name, levels in rule.words.items():
        word = clients.words.get(name)
        if word is None:
            return np.zeros(len(clients), dtype=np.bool_)
        counts = np.array([level in levels for level in word.levels] + [False])  # the last one answers for the code −1
        holds &= counts[word.codes]
    return holds
