"""Tables and queries.  Functions ask and add; they never commit and never decide."""
