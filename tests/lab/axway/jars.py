"""JARs with real manifests, and classes that a reader of class files accepts."""

import struct
import zipfile
from pathlib import Path

JAVA_8 = 52
DRIVER = "com.mysql.jdbc.Driver"


def write(
    path: Path,
    classes: tuple[str, ...],
    *,
    title: str = "",
    version: str = "",
    driver: str = "",
    major: int = JAVA_8,
) -> Path:
    """Write a JAR: classes by their names, title and version in the manifest, a JDBC driver."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"Manifest-Version: 1.0\nImplementation-Title: {title or path.stem}\n"
    if version:
        head += f"Implementation-Version: {version}\n"
    with zipfile.ZipFile(path, "w") as jar:
        jar.writestr(_entry("META-INF/MANIFEST.MF"), head)
        if driver:
            jar.writestr(_entry("META-INF/services/java.sql.Driver"), f"{driver}\n")
        for name in (*classes, *((driver,) if driver else ())):
            slashed = name.replace(".", "/")
            jar.writestr(_entry(f"{slashed}.class"), _class(slashed, major))
    return path


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (2026, 1, 31, 8, 34, 36))  # the same bytes at every build


def _class(name: str, major: int) -> bytes:
    """A class without members: a constant pool of its own name and its parent's."""
    words = [word.encode() for word in (name, "java/lang/Object")]
    pool = b"".join(
        struct.pack(">BHBH", 7, 2 * at, 1, len(word)) + word for at, word in enumerate(words, 1)
    )
    head = struct.pack(">IHHH", 0xCAFEBABE, 0, major, 5)
    return head + pool + struct.pack(">HHHHHHH", 0x21, 1, 3, 0, 0, 0, 0)
