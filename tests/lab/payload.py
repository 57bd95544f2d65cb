"""What is in each package: programs, units, configuration, samples."""

import dataclasses
import json
import shutil
from pathlib import Path

from tests.lab.packing import INTERPRETER, zipped

HERE = Path(__file__).resolve().parent
NEW_OPTIONS = {"new_in_this_version": {"enabled": False}}
"""In the new packages' default configuration: rpm writes .rpmnew only where it has changed."""


@dataclasses.dataclass(frozen=True)
class Product:
    """One of the vendor's packages."""

    name: str
    title: str
    program: str
    conf: str
    option: str
    user: str
    module: str
    versions: dict[str, str]

    @property
    def home(self) -> str:
        """Where it lies on a host."""
        return f"/opt/{self.name}"

    @property
    def conf_path(self) -> str:
        """The configuration file on a host."""
        return f"{self.home}/{self.conf}"


PRODUCTS = {
    product.name: product
    for product in (
        Product(
            name="tyk-gateway",
            title="Tyk API Gateway",
            program="tyk",
            conf="tyk.conf",
            option="--conf",
            user="root",
            module="gateway",
            versions={"old": "5.3.9", "new": "5.8.9"},
        ),
        Product(
            name="tyk-dashboard",
            title="Tyk Dashboard",
            program="tyk-analytics",
            conf="tyk_analytics.conf",
            option="--conf",
            user="root",
            module="dashboard",
            versions={"old": "5.3.9", "new": "5.8.9"},
        ),
        Product(
            name="tyk-pump",
            title="Tyk Pump",
            program="tyk-pump",
            conf="pump.conf",
            option="-c",
            user="tyk",
            module="pump",
            versions={"old": "1.12.0", "new": "1.14.0"},
        ),
    )
}


def words(product: Product, version: str) -> dict[str, str]:
    """The words that stand for themselves in the spec, unit and script templates."""
    owner = f"chown -R tyk:tyk {product.home}" if product.user == "tyk" else ":"
    return {
        "NAME": product.name,
        "VERSION": version,
        "TITLE": product.title,
        "HOME": product.home,
        "CONF": product.conf_path,
        "USER": product.user,
        "OWNERSHIP": owner,
        "START": f"{product.home}/{product.program} {product.option} {product.conf_path}",
    }


def fill(template: str, values: dict[str, str]) -> str:
    """Put the values in the places of their names: @NAME@."""
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    return template


def lay_out(product: Product, version: str, tree: Path, quirks: list[str]) -> None:
    """Make the file tree of one package."""
    values = words(product, version)
    home = tree / product.home.lstrip("/")
    samples = HERE / "specs" / product.name
    shutil.copytree(samples, home)
    for path in home.rglob("*"):
        if path.is_file():
            path.write_text(fill(path.read_text(), values))
    if version == product.versions["new"]:
        conf = home / product.conf
        conf.write_text(json.dumps(json.loads(conf.read_text()) | NEW_OPTIONS, indent=2) + "\n")
    build = {"version": version, "product": product.module, "quirks": quirks}
    _program(home / product.program, product, build)
    unit = fill((HERE / "specs/unit.service").read_text(), values)
    init = fill((HERE / "specs/init.sh").read_text(), values)
    _put(tree / f"lib/systemd/system/{product.name}.service", unit)
    _put(home / f"install/inits/systemd/system/{product.name}.service", unit)
    _put(tree / f"etc/init.d/{product.name}", init, 0o755)
    _put(home / "install/setup.sh", fill((HERE / "specs/setup.sh").read_text(), values), 0o755)


def _program(path: Path, product: Product, build: dict[str, object]) -> None:
    """A zip application, run by an interpreter of the package's own.

    With a copy of the interpreter the running program is a file of the package: after an upgrade
    without restart /proc/PID/exe is "(deleted)", as with the vendor's binary.
    """
    interpreter = path.parent / ".standin" / "python3"
    interpreter.parent.mkdir()
    shutil.copy(INTERPRETER, interpreter)
    start = f"from products.{product.module} import main\n\nmain()\n"
    sources = {f"products/{path.name}": path for path in (HERE / "products").glob("*.py")}
    packed = zipped(start, sources, {"products/build.json": json.dumps(build)})
    shebang = f"#!{product.home}/.standin/python3 -I\n".encode()
    path.write_bytes(shebang + packed)
    path.chmod(0o755)


def _put(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def file_list(product: Product, tree: Path) -> list[str]:
    """The %files section: everything is a plain file but the one configuration."""
    lines = [f"%dir {product.home}"]
    for path in sorted(tree.rglob("*")):
        if not path.is_file():
            continue
        where = f"/{path.relative_to(tree)}"
        lines.append(f"%config(noreplace) {where}" if where == product.conf_path else where)
    return lines
