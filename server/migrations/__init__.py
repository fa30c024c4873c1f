"""How the store's tables came to be; applied when the store is first opened."""
