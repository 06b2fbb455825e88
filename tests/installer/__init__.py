"""The frozen program's contents and its entry; the build itself is tried by `./dev freeze`."""
