"""The manual work after `apply` that is the same on each host: trust store, OAuth samples."""

from tests.lab.axway import trust
from tests.lab.axway.layout import KEYTOOL
from tests.lab.axway.places import NEW, OLD, OWNER

_STORE = f"-alias {trust.OURS} -storepass {trust.PASSWORD} -noprompt -keystore"
SCRIPT = f"""set -e
! {NEW}/{KEYTOOL} -list {_STORE} {NEW}/{trust.PLACE} >/dev/null 2>&1 || exit 0
{OLD}/{KEYTOOL} -exportcert -rfc {_STORE} {OLD}/{trust.PLACE} > /srv/ours.pem 2>/dev/null
{NEW}/{KEYTOOL} -importcert -file /srv/ours.pem {_STORE} {NEW}/{trust.PLACE} 2>/dev/null
cp -p {OLD}/samples/oauth/custom.css {NEW}/samples/oauth/
chown {OWNER}: {NEW}/{trust.PLACE}
"""
