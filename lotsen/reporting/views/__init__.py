"""Pages of the reports: overview per role, dashboard, lists behind the figures, Stichtage."""
