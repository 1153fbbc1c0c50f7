"""The GitHub issue forms: answers become a change of the data, or a comment.

`parser` reads the text of the issue, and `answers` turns each answer into a value. `application`
edits the data for a member, `proposals` adds an event or a document, and `pull_request` renders the
pull request or the comment. Everything in the text is untrusted: an answer becomes the value of its
own key, or a problem.
"""
