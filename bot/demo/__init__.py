"""`gendan demo`: the example company on the embedded chat, played by hand or by a script."""
