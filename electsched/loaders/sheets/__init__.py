"""Lists as offices have them, and tables for them: workbooks, and text with commas, semicolons or tabs."""
