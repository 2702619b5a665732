"""Pages that belong to the site as a whole: start, legal texts, health."""
