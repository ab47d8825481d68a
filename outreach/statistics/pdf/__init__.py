"""The dashboard as a PDF: what is in it, how a page is laid out, and how charts are drawn there."""
