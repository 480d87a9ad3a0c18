"""How officials write: numbers, dates, deadlines, agencies, document numbers, secrecy marks."""
