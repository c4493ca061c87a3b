"""Drills: harm done to the running program on purpose, to see that nothing acknowledged is lost.

A drill starts the program as operators run it, lets learners work over HTTP, does its harm, and
counts in the database by itself.  It uses nothing of the pages: what it knows of them is their HTML.
"""
