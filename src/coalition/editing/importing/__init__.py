"""Import tables: the rows of a CSV file or a workbook become new entries and changed keys.

`sheets` is read first: a file becomes rows of texts. `columns` finds the key that each column is
about, `plan` compares the rows with the entries and says for each what it would do, and `applying`
makes one edit of all of it. A cell that says what the export writes for the entry now changes
nothing, whatever the entry looks like in its file.
"""
