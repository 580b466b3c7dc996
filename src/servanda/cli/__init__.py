"""The command line: one file per verb; `app` is the front door and loads a verb's file only when it is asked for."""
