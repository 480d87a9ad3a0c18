"""The rules, one file each. A rule's docstring is its page in the manual: Why, Bad, Good."""
