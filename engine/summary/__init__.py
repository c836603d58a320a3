"""What many ratings come to: how the levels are distributed, how values spread, who has none."""
