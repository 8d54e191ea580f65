"""What any HTTP server needs around its answers: connections, headers, content negotiation, caching, pages, metrics."""
