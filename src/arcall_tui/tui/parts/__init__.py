"""What the actions do, by topic. Each part gives the router its handlers by action id."""
