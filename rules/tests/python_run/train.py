"""Stands for a program that trains."""
