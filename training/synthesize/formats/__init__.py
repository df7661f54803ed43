"""The same drawings and values as files: PDF, OFD, XML, and what they are sent in."""
