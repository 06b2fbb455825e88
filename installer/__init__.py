"""The program made into a folder that runs without Python: `./dev freeze`.

Start reading in `opuntia.py`, which is what the frozen program runs. `contents.py` says what goes into the folder,
`licences.py` whose work that is; `opuntia.spec` hands both to PyInstaller. `freeze.py` builds and tries what it built.
Imports no other folder but for the faces that `opuntia.py` opens; nobody imports it.
"""
