"""The only place with cryptography: passwords, user keys, slots and grants, sealing, signing keys.

May import `core.domain`. Who may see people is decided here, by keys, not by hidden buttons:

    password --Argon2id--> key --wraps--> user key --wraps--> age identity --opens--> grants: work key, people key

Start reading in `slots.py`.
"""
