// lock
