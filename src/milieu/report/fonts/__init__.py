"""The letters of printed reports: Noto Sans for Latin, Greek and Cyrillic, Noto Sans CJK beside.

`python -m milieu.report.fonts.subset FOLDER` makes the files of this folder again.
"""
