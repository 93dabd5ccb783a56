"""The forms that the tables have had, one step a file; `Database.upgrade` runs what is missing."""
