"""The texts that come with arcall: letters, checklists, snippets, words to mind. A user's own outrank them."""
