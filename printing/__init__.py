"""Turns a dictionary of printed words into the bytes of a PDF.

Nothing here knows the domain, reads the database or asks for the time. The same words give the same bytes, today and in
ten years (with the same library versions), so printed papers can be kept, hashed and compared.
"""
