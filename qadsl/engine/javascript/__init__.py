"""Plans as JavaScript: what a page needs to answer without Python."""

from qadsl.engine.javascript.compiling import CannotCompile, Compiled, emit, freed, runtime

__all__ = ["CannotCompile", "Compiled", "emit", "freed", "runtime"]
