"""What answers at each address: a request and the state of the server in, a response out."""
