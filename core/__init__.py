"""What the business is: clients, leads, partners, keys, packages. No Qt here.

Layers, every import runs down:  cli > services > intake | delivery | storage > vault > domain.
Start reading in `core/services/main_job.py`: one client table followed from the file to the partners' packages.
"""
