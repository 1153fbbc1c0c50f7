"""The GitHub issue form for members: answers become a change of the data, or a comment.

`parser` reads the text of the issue, `answers` turns each answer into a value, `application` edits
the data, and `pull_request` renders the pull request or the comment. Everything in the text is
untrusted: an answer becomes the value of its own key, or a problem.
"""
