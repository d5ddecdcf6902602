"""Documents in and out: spreadsheets read and written, orders and programs as DOCX and PDF, names as documents write them."""
