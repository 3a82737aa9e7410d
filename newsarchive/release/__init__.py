"""A data set that can be published, made of an archive; and what became of its articles since."""
