"""Estimates what a capture costs in a month, from its volume and a price list that can be replaced.

``volume`` counts (bytes, files, requests), ``prices`` reads a list, ``estimate`` multiplies, ``page`` writes it down.
"""
