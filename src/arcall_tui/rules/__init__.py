"""The judgement: pure functions from domain values to decisions with reasons."""
