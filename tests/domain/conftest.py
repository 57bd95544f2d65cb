"""The domain under test: booted once, swept at the end."""

from collections.abc import Iterator

import pytest

from tests.domain.site import Site
from tests.lab.attesting import sign_all
from tests.lab.axway import domain
from tests.lab.axway.faults import FAULTS
from tests.lab.axway.places import SINGLE

APPLYING = {"gw1": FAULTS["apply-on-the-wrong-host"], "gw2": FAULTS["passphrase-wrong"]}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An API Gateway 7.5 domain on three real hosts, and people's signatures."""
    if lacking := domain.missing():
        pytest.skip(f"no lab here: {'; '.join(lacking)}")
    estate = domain.DomainEstate()
    estate.sweep()
    folder = tmp_path_factory.mktemp("domain")
    try:
        estate.up()
        estate.inventory(folder / "env")
        sign_all(folder / "env", "axway")
        yield Site(estate, folder / "env", folder / "runs", applying={} if SINGLE else APPLYING)
    finally:
        estate.sweep()
