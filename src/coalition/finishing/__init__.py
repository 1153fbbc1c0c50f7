"""What happens to a finished folder before it is shown or handed on."""
