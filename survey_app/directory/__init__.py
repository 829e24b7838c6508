"""Units as a dated tree, desks, procedures, targets, holidays."""
