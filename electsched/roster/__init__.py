"""Duties: who is where and when, made by rotation and judged by independent code."""
