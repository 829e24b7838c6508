"""Who works where: accounts of a subtree, their invitations and their roles."""
