"""What people do, one function each, in one transaction each; no Flask request, no wording."""
