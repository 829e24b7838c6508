"""Writing questionnaires on screen: drafts of a unit, what is wrong with them, publishing."""
