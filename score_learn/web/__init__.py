"""Pages: one package per audience, each with its views and forms."""
