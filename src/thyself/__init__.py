"""thyself: know the person, show the person, serve the person."""
