"""Killed at random: workers over the use cases that end by SIGKILL, and a parent that opens the base again and checks.

`life.py` forks a worker and kills it; `scenes.py` and its neighbours say what a worker does and what must hold after;
`trial.py` repeats both and counts. Run it with `./dev torture`.
"""
