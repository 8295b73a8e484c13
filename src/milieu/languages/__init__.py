"""Languages: the catalogs of what readers see, and how texts get into them.

Each language has a folder with one `milieu.po`, which is read as it is; nothing is compiled.
"""
