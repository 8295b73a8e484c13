"""What indicators of single firms stand on: places, pairs of them, draws of them.

A room of its own because compiled code takes half a second to load, which a list of all
indicators must not wait for.
"""
