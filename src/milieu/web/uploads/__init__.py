"""Uploads: files on their way into a study, looked at and mapped before they are taken in."""
