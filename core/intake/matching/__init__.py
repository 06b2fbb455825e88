"""Which records are one person: blocks of records that share something, evidence for each pair, a verdict.

After Fellegi and Sunter (1969): each field that agrees or differs adds its weight in bits, rare names weigh more.
"""
