"""The Django project of the programme Kommunale Digitallotsen."""
