"""What a government can do: one file for each instrument; the folder is the list."""
