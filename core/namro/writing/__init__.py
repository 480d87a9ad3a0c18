"""Writing: plans and findings → JSON, an Excel workbook, lines for a terminal."""
