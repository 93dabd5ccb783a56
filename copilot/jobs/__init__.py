"""Work that outlives a crash: DBOS goes on with it at the next start, and tells how far it is."""
