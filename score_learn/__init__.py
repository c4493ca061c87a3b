"""Score Learn: short factory courses in a browser, with records that stand up in an audit."""
