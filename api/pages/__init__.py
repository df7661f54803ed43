"""The web application: shells and files that browsers load. What they show comes from the same routes that every other client uses."""
