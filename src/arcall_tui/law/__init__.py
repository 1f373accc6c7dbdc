"""Late interest by law or contract: dated data, and the rules that reckon with it."""
