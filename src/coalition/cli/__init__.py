"""The commands of `tasks.py`: `cli/COMMAND.py` has `run_COMMAND`.

Commands read options, ask questions, print, and call the other packages for the work; no other
package may import from here. `program` is the way in: it parses the command line and turns the
errors of any command into messages and exit codes. Commands share `prompts` and `terminal`
(questions), `write_changes` (edits) and `reports` (diagnostics).
"""
