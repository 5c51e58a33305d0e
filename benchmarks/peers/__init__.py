"""The contestants of team.py, a file each, behind one interface, and what measures them."""
