"""The handbook: what a framework asks of people, for those people and who leads them.

Framework -> Handbook -> HTML, Markdown
             build       html     markdown
"""
