"""Documents in and out: spreadsheets, orders and programs as DOCX and PDF, names as documents write them."""
