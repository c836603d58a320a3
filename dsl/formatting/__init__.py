"""The one true look of framework files, and declarations as text."""
