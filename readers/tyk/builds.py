"""The builds of Go plugins on a gateway's node, in bundles, and what a target's binary says."""

import io
import re
import zipfile

from probes.answers import CommandAnswer
from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers import files
from readers.answered import answered, refusal
from readers.tyk import definitions
from readers.tyk.gateway import Gateway
from readers.tyk.plugins import Hook, Plugin, file_names, hooks_of
from readers.versions import Version

_TAIL = 65_536  # bytes: the list of a zip's files stands at its end
_BUILT = re.compile(rb"Go buildinf:.*?go(1\.\d+(?:\.\d+)?)", re.DOTALL)
_MISMATCH = "plugin was built with a different version of package"
_HTTP_ERROR = 22  # curl's exit status


def used(gateway: Gateway) -> dict[str, list[str]]:
    """Give each API's plugins, in the form of a baseline: `go PATH`, `bundle NAME`."""
    return {
        api.id: [f"{one.kind} {one.path}" for one in api.plugins]
        for api in gateway.loaded
        if api.plugins
    }


def undeclared(gateway: Gateway) -> list[str]:
    """Name the APIs with plugins where the inventory does not say that there are any."""
    declared = gateway.inventory.tyk.plugins if gateway.inventory.tyk else None
    return (
        [] if declared else [f"{api}: {', '.join(found)}" for api, found in used(gateway).items()]
    )


def go_plugins(gateway: Gateway) -> list[str]:
    """Give the paths of Go plugins outside of bundles. Not applicable where no API has one."""
    found = {
        one.path
        for api in gateway.loaded
        if Plugin("bundle", "") not in {Plugin(p.kind, "") for p in api.plugins}
        for one in api.plugins
        if one.kind == "go"
    }
    if not found:
        raise NotApplicable("no API of this gateway uses a Go plugin of its own")
    return sorted(gateway.absolute(path) for path in found)


def target_build(gateway: Gateway, path: str) -> str:
    """Give the file that the target gateway will load for a plugin; empty where there is none.

    The file without a version in its name is the old build's: the target refuses it.
    """
    names = file_names(path, str(gateway.hop.to), gateway.node.machine)[:-1]
    return next((name for name in names if gateway.node.file(name)), "")


def without_build(gateway: Gateway) -> list[str]:
    """Name the Go plugins that have no build for the target beside them."""
    return [path for path in go_plugins(gateway) if not target_build(gateway, path)]


def built_with_other_go(gateway: Gateway, wanted: str) -> list[str]:
    """Name the target's builds that were made with another Go version than the notes name."""
    found = list[str]()
    for path in go_plugins(gateway):
        if not (build := target_build(gateway, path)):
            raise CannotTell(f"{gateway.node.name}: {path} has no build for the target")
        made = _go_of(gateway, build)
        if made != wanted and not made.startswith(f"{wanted}."):
            found.append(f"{build}: go {made}, the target needs {wanted}")
    return found


def _go_of(gateway: Gateway, path: str) -> str:
    """Give the Go version in a build, from the note that Go itself leaves in it."""
    words = argv("grep", "-a", "-o", "-E", "-m", "1", "Go buildinf:.{0,64}", "--", path)
    answer = gateway.node.run(f"LC_ALL=C {words}", root=True)
    if files.absent(answer) or (said := refusal(answer.err)):
        raise CannotTell(f"{gateway.node.name}: {path}: {answer.err.strip()[:120] or said}")
    if not (match := _BUILT.search(answer.stdout)):
        raise CannotTell(f"{gateway.node.name}: {path} does not say with which Go it was built")
    return match[1].decode()


def not_loading(gateway: Gateway) -> list[str]:
    """Name the functions of plugins that the target's binary on the staging node does not load."""
    settings = gateway.inventory.tyk.plugins if gateway.inventory.tyk else None
    if settings is None or settings.staging_node is None:
        raise CannotTell("the inventory names no staging node")
    staging, paths = gateway.elsewhere(settings.staging_node), set(go_plugins(gateway))
    hooks = {one for document in definitions.classic(gateway) for one in hooks_of(document)}
    found = list[str]()
    for hook in sorted(hooks):
        path = gateway.absolute(hook.path)
        if path not in paths:
            continue
        build = file_names(path, str(gateway.hop.to), gateway.node.machine)[0]
        script = argv(settings.staging_binary, "plugin", "load", "-f", build, "-s", hook.symbol)
        answer = staging.run(script, slow=True)
        if why := _load_problem(answer, Hook(build, hook.symbol)):
            found.append(why)
    return found


def _load_problem(answer: CommandAnswer, hook: Hook) -> str:
    """Say why a plugin did not load; empty where the binary says `loaded ok`."""
    said = f"{answer.text}\n{answer.err}"
    if answer.rc == 0 and "loaded ok" in said:
        return ""
    if _MISMATCH in said or "symbol" in said or "plugin.Open" in said:
        return f"{hook.path} {hook.symbol}: {said.strip().splitlines()[-1][:200]}"
    raise CannotTell(f"plugin load {hook.path}: exit status {answer.rc}: {said.strip()[:160]!r}")


def bundles(gateway: Gateway) -> list[str]:
    """Give the names of the bundles that APIs use. Not applicable where none is fetched."""
    found = {p.path for api in gateway.loaded for p in api.plugins if p.kind == "bundle"}
    if not found:
        raise NotApplicable("no API of this gateway uses a bundle")
    if not gateway.config.flag("enable_bundle_downloader"):
        raise NotApplicable("this gateway fetches no bundle: enable_bundle_downloader is off")
    return sorted(found)


def unfit_bundles(gateway: Gateway) -> list[str]:
    """Name the bundles that cannot be fetched, or hold a Go plugin in one of two builds only."""
    names = bundles(gateway)
    settings = gateway.inventory.tyk.plugins if gateway.inventory.tyk else None
    base = (settings.bundle_url if settings else None) or gateway.config.text("bundle_base_url")
    if not base:
        raise CannotTell(f"{gateway.node.name}: bundles are used, and bundle_base_url is not set")
    found = list[str]()
    for name in names:
        url = f"{base.rstrip('/')}/{name}"
        words = argv("curl", "-sS", "-f", "-m", "8", "-r", f"-{_TAIL}", url)
        answer = gateway.node.run(words)
        if answer.rc == _HTTP_ERROR:
            found.append(f"{url}: {answer.err.strip()[:120]}")
            continue
        if missing := missing_builds(names_in(answer, url), gateway.hop.from_, gateway.hop.to):
            found.append(f"{url}: lacks {', '.join(missing)}")
    return found


def names_in(answer: CommandAnswer, url: str) -> list[str]:
    """Give the names in a zip, of which only the end was fetched."""
    if answer.rc or answer.err.strip():
        answered(answer, f"curl {url}")
    try:
        with zipfile.ZipFile(io.BytesIO(answer.stdout)) as bundle:
            names = bundle.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise CannotTell(f"{url}: not a zip whose list of files can be read") from error
    if "manifest.json" not in names:
        raise CannotTell(f"{url}: a zip without manifest.json: no bundle")
    return names


def missing_builds(names: list[str], old: Version, new: Version) -> list[str]:
    """Name the builds of the two versions that a bundle with Go plugins lacks."""
    plugins = [name for name in names if name.endswith(".so")]
    if not plugins:
        return []
    return [
        f"a build for {version}"
        for version in (old, new)
        if not any(re.search(rf"_v?{re.escape(str(version))}_", name) for name in plugins)
    ]
