"""The soak: minutes of events with every fault and random kills, and then an audit of what is kept and shown."""
