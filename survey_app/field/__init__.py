"""Door to door: campaigns, tablets without network, what they bring home, who looks after them."""
