"""One file that holds an installation: rows, stored files, settings, and proof that it is whole.

``envelope`` is the outer file (its fingerprint, its encryption), ``archive`` the members inside,
``tables`` the rows in a form that belongs to no database; ``making`` and ``restoring`` use them.
"""
