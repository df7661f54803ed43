"""What processes that read or look import. Imported once, by the process that all of them are forked from, since it takes seconds. Starts no thread: none survives a fork."""

from intake.opening.warm_up import load_modules

load_modules()
