"""arkg: the open knowledge graph of anti-racism in academic medicine, and the tool that keeps it true."""
