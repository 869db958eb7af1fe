"""Lists as offices have them: workbooks, and text with commas, semicolons or tabs, in the encodings of spreadsheets."""
