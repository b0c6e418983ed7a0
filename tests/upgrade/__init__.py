"""The four stores as they were before the rails had a history of their own, of either kind.

Each `.sql` is a dump of a small day: four dogs, one adopted, one reclaimed. `keys` opens what is sealed.
"""
