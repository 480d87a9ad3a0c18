"""Personal data: what is held and why, requests of the people it is about, copies and erasure."""
