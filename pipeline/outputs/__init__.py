"""Destinations of events: one plugin, one file or folder; its name is the word in the config."""
