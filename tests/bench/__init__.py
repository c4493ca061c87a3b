"""How fast the program is, beside the limit of the same machine in the same sitting.

`make bench` runs it.  Nothing here is a test: a figure depends on the machine and on what else it
does, so only ratios between two things measured in turn are worth keeping.
"""
