"""The rules, as plain Python: no Flask, no database, no clock, no chance."""
