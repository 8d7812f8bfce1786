"""The same in another program."""

import runpy

runpy.run_module("program.server", run_name="__main__", alter_sys=False)
