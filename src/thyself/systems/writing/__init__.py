"""Systems that write or choose as one person would, from what that person wrote and chose."""
