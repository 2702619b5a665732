"""What stands behind `./run` and `./run test`: embedded servers, front-end build, supervisor.

Standard library only, apart from the font subsetting in `fonts.py`; nothing here knows Django
except by starting `manage.py`.
"""
