"""The command line: `commands` has the Invoke tasks with their options, the way in.

Most commands have a module of the same name with `run_COMMAND`; they share `prompts` and
`terminal` (questions), `write_changes` (edits) and `reports` (diagnostics). `program` parses the
command line and turns errors into messages and exit codes. Commands read options, ask, print, and
call the other packages for the work; no other package may import from here.
"""
