"""PubMed: its records read exactly, its E-utilities asked politely. No Django."""
