"""Typesetting: a booklet as a PDF, set by typst from templates that read it as data."""
