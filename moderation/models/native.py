"""Load the machine code of `kernel.py` without loading numba.

numba takes 0.4 s and 70 MB to import, the code that it made takes neither: a process of its own compiles once, the
object code is kept beside Python's own byte code (or in the user's cache folder where that is read-only), and
llvmlite, numba's own linker, puts it into memory. The file name holds a hash of source, versions and processor.
"""

import ctypes
import hashlib
import importlib.util
import logging
import os
import platform
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

_log = logging.getLogger(__name__)

ENTRIES: Final = ("score", "probe", "contribute")

_HERE: Final = Path(__file__).parent
_SOURCES: Final = ("kernel.py", "kernel_text.py", "table.py", "../features/ngrams.py", "../features/normalise.py")
_COMPILE_SECONDS: Final = 180

# PYFUNCTYPE keeps the interpreter's lock during the call: scratch memory is shared by all threads
_Entry = ctypes.PYFUNCTYPE(
    ctypes.c_int64,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_int64,
    ctypes.c_void_p,
    ctypes.c_int64,
    ctypes.c_void_p,
)


class Kernel(NamedTuple):
    """The compiled functions; see `kernel.py` for what each does. `engine` owns their memory."""

    score: Any
    probe: Any
    contribute: Any
    engine: Any


def object_path(folder: Path, name: str, key: str) -> Path:
    """Return where the machine code of one entry is kept."""
    return folder / f"kernel-{name}-{key}.o"


@cache
def load() -> Kernel | None:
    """Return the compiled functions, compiling them if need be; None where they cannot be had (the log says why)."""
    if importlib.util.find_spec("llvmlite") is None:
        _log.warning("llvmlite is not installed: scoring with NumPy, some 20 times slower (pip install numba)")
        return None
    try:
        return _link(_objects(_key()))
    except (OSError, subprocess.SubprocessError, RuntimeError) as error:
        detail = getattr(error, "stderr", None) or str(error)
        _log.warning("no compiled scorer (%s): scoring with NumPy, some 20 times slower", detail.strip()[-300:])
        return None


def cache_folder() -> Path:
    """Return the folder for derived files: beside the byte code if it can be written, else the user's cache."""
    local = _HERE / "__pycache__"
    if os.access(local if local.is_dir() else _HERE, os.W_OK):
        return local
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "moderation"


def _key() -> str:
    import llvmlite.binding as llvm  # noqa: PLC0415  # 40 MB: only for processes that score

    parts = [version("llvmlite"), platform.machine(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()]
    parts += [(_HERE / name).read_text(encoding="utf-8") for name in _SOURCES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _objects(key: str) -> list[bytes]:
    folder = cache_folder()
    paths = [object_path(folder, name, key) for name in ENTRIES]
    if not all(path.is_file() for path in paths):
        if importlib.util.find_spec("numba") is None:
            raise RuntimeError("numba is not installed")
        _log.info("compiling the scorer into %s, once", folder)
        command = [sys.executable, "-m", "moderation.models.kernel", str(folder), key]
        root = str(_HERE.parents[1])
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
        subprocess.run(  # noqa: S603  # our own interpreter and module
            command, check=True, capture_output=True, text=True, timeout=_COMPILE_SECONDS, env=environment
        )
    return [path.read_bytes() for path in paths]


def _link(objects: list[bytes]) -> Kernel:
    import llvmlite.binding as llvm  # noqa: PLC0415  # as above

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    # the code calls nothing outside of itself: what numba's wrapper would call if it raised stays unresolved
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True, codemodel="jitdefault")
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    symbols = []
    for content in objects:
        end = 4 + int.from_bytes(content[:4], "little")
        symbols.append(content[4:end].decode())
        engine.add_object_file(llvm.ObjectFileRef.from_data(content[end:]))
    engine.finalize_object()
    score, probe, contribute = (_Entry(engine.get_function_address(symbol)) for symbol in symbols)
    return Kernel(score, probe, contribute, engine)
