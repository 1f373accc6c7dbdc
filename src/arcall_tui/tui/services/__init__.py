"""What happens beside the keys."""
