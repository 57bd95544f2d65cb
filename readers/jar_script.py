"""What runs on a node to look into JARs: Python 2.6 or later, nothing written, nothing extracted.

`own` JARs are read whole, each entry against its checksum; of `shipped` ones the directory and
manifest alone. Two JARs with a class of one name become one row, so that the answer stays small.
Bounds hold whatever an archive claims: entries, bytes when unpacked, bytes of a manifest.
"""

import shlex

from probes.questions import argv

ENTRIES = 100_000
UNPACKED = 1 << 30
PYTHONS = ("python3", "/usr/libexec/platform-python", "python2", "python")
NO_PYTHON = "no python"

# No single quotes in it: it stands between them in a shell.
_PROGRAM = r"""
import hashlib, os, re, sys, zipfile
ENTRIES, UNPACKED, PAIRS = @ENTRIES@, @UNPACKED@, 500
def clean(text):
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    return re.sub(u"[^ -~]", u"?", text)[:400]
def say(*words):
    sys.stdout.write("\t".join([str(clean(w)) for w in words]) + "\n")
    rows.append(1)
def jars(folder):
    found = []
    if os.path.isfile(folder):
        return [folder]
    if not os.path.isdir(folder):
        say("N", folder)
        return []
    def refuse(error):
        say("X", folder, str(error))
    for base, inner, names in os.walk(folder, onerror=refuse):
        inner.sort()
        found += [os.path.join(base, n) for n in sorted(names) if n.lower().endswith(".jar")]
    return found
def piece(archive, info, most):
    stream, kept, total = archive.open(info), [], 0
    while True:
        block = stream.read(65536)
        if not block:
            return b"".join(kept), total
        total += len(block)
        if total <= most:
            kept.append(block)
        if total > UNPACKED:
            raise ValueError("unpacks to more than it may")
def manifest(archive, infos):
    for info in infos:
        if info.filename.upper() == "META-INF/MANIFEST.MF" and info.file_size <= 1 << 20:
            text = piece(archive, info, 1 << 20)[0].decode("utf-8", "replace")
            text = re.sub("\r\n|\r", "\n", text).replace("\n ", "")
            return dict([l.split(": ", 1) for l in text.split("\n\n")[0].split("\n") if ": " in l])
    return {}
def look(path, deep):
    archive = zipfile.ZipFile(path)
    infos = [i for i in archive.infolist() if not i.filename.endswith("/")]
    if len(infos) > ENTRIES:
        raise ValueError("has more entries than it may")
    if sum([i.file_size for i in infos]) > UNPACKED:
        raise ValueError("unpacks to more than it may")
    main, drivers, major, old, odd, total, classes = manifest(archive, infos), [], 0, [], 0, 0, {}
    for info in infos:
        name = info.filename
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            odd += 1
        plain = name.endswith(".class") and not name.startswith("META-INF/")
        if plain and not name.endswith("module-info.class"):
            classes[name] = "%08x-%d" % (info.CRC & 0xffffffff, info.file_size)
        if not deep:
            continue
        data, size = piece(archive, info, 1 << 20)
        total += size
        if total > UNPACKED:
            raise ValueError("unpacks to more than it may")
        if plain and data[:4] == b"\xca\xfe\xba\xbe":
            head = bytearray(data[:8])
            major = max(major, head[6] * 256 + head[7])
            calls = b"\x01\x00\x01_" in data or b"\x01\x00\x02__" in data
            if calls and b"com/vordel" in data:
                old.append(name)
        if name == "META-INF/services/java.sql.Driver":
            lines = data.decode("utf-8", "replace").splitlines()
            drivers = [l.split("#")[0].strip() for l in lines if l.split("#")[0].strip()]
    drivers = [d for d in drivers if d.replace(".", "/") + ".class" in classes]
    return main, drivers, major, old, odd, classes
def index(path, kind):
    try:
        main, drivers, major, old, odd, classes = look(path, kind == "own")
    except (IOError, OSError):
        say("X", path, str(sys.exc_info()[1]))
        return {}
    except Exception:
        say("B", path, kind, str(sys.exc_info()[1]) or sys.exc_info()[0].__name__)
        return {}
    digest = ""
    if kind == "own":
        digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
    title = main.get("Bundle-SymbolicName", main.get("Implementation-Title", ""))
    version = main.get("Bundle-Version", main.get("Implementation-Version", ""))
    say("J", path, kind, str(os.path.getsize(path)), digest, str(len(classes)), str(major),
        ",".join(drivers), title.split(";")[0], version, str(odd), ",".join(old[:5]))
    return classes
rows, words = [], sys.argv[1:]
cut = words.index("--")
owners, pairs, seen = {}, {}, {}
def note(path, classes, first):
    for name in classes:
        for other, content in owners.get(name, []):
            pair = pairs.setdefault((other, path), [0, 0, name])
            pair[0 if content == classes[name] else 1] += 1
        if first:
            owners.setdefault(name, []).append((path, classes[name]))
for kind, folders in (("own", words[:cut]), ("shipped", words[cut + 1:])):
    for folder in folders:
        for path in jars(folder):
            if path not in seen:
                seen[path] = 1
                note(path, index(path, kind), kind == "own")
for one in sorted(pairs)[:PAIRS]:
    same, unlike, name = pairs[one]
    say("P", one[0], one[1], str(same), str(unlike), name)
if len(pairs) > PAIRS:
    say("M", str(len(pairs)))
sys.stdout.write("E\t%d\n" % len(rows))
"""


def script(own: tuple[str, ...], shipped: tuple[str, ...] = ()) -> str:
    """Look into the JARs below these folders (or into files), with the first Python there is."""
    program = _PROGRAM.strip("\n")
    for name, bound in (("@ENTRIES@", ENTRIES), ("@UNPACKED@", UNPACKED)):
        program = program.replace(name, str(bound))
    return launched(program, *own, "--", *shipped)


def launched(program: str, *words: str) -> str:
    """Run a program with the first Python there is; NO_PYTHON is said where there is none."""
    call = argv("-c", program, *words)
    tries = " ".join(PYTHONS)
    return (
        f'for p in {tries}; do if "$p" -c "import hashlib, zipfile" >/dev/null 2>&1;'
        f' then exec "$p" {call}; fi; done; echo {shlex.quote(NO_PYTHON)}'
    )
