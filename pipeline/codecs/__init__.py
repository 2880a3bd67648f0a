"""Codecs: one plugin, one file; the word in the config is the name of the file."""
