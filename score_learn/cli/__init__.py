"""The command `score-learn`: a group for each noun."""
