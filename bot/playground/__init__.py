"""The playground: the emulated workspace as a web page on this machine, with the real bot in it."""
