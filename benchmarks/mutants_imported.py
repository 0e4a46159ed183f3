"""pytest plugin of `benchmarks/mutants.py`: one module is imported with other source, by the file that FAULT names."""

import json
import os
from importlib.machinery import SourceFileLoader
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_fault = json.loads(Path(os.environ["FAULT"]).read_text())
_plain = SourceFileLoader.get_code


def get_code(self, name):
    if self.path == str(ROOT / _fault["module"]):
        return compile(_fault["source"], self.path, "exec")
    return _plain(self, name)


SourceFileLoader.get_code = get_code
