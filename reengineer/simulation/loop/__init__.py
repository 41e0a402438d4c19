"""Run programs fast: one event loop over flat arrays, in plain Python that Cython compiles.

Each module has its types in a ``.pxd`` file beside it. Compiled, the loop touches no Python object and lets other
threads go on; uncompiled, the same source gives the same log. It is one function an opcode over a `State` of arrays.
"""
