"""The use cases, one module per noun, named in the users' words.

Each takes a `Session`, checks the actor's right and works in one short unit of work. Queries return values, commands
return `Done`. May import everything in core below it, and `ml`. Start reading in `main_job.py`, then `session.py`.
"""
