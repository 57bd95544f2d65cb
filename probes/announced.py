"""What announces a secret: a name before it, in each form of text in which it may stand.

Each pattern has two groups: what announces it, and the secret.
"""

import re

_NAME = (
    r"(?:secret|pass(?:word|wd|phrase)|licen[cs]e[_-]?(?:key)?|(?:api|access|private|auth)[_-]?key"
    r"|(?:access|auth|refresh|bearer|id)[_-]?token|token|requirepass|masterauth|auth-pass"
    r"|authorization|cookie)"
)
SECRET_KEY = re.compile(  # initial_token is a place in Cassandra's ring
    rf"(?!initial_token\b)(?:[\w.-]*[_.-])?{_NAME}|[\w.-]*(?:secret|pass(?:word|phrase)|licensekey)"
    r"|x-(?:\w+-)*(?:key|signature)",
    re.IGNORECASE,
)

JWT = re.compile(r"((?<![\w-])eyJ[\w-]{4,}\.[\w-]+\.)([\w-]{8,}|<secret:\d+>)")
_PEM = re.compile(
    r"(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----)(.+?)(?=-----END [A-Z ]{0,20}PRIVATE KEY-----)",
    re.DOTALL,
)
JSON_PAIR = re.compile(rf'("(?:{SECRET_KEY.pattern})"\s*:\s*")((?:\\.|[^"\\])+)', re.IGNORECASE)
_JSON_IN_JSON = re.compile(
    rf'(\\"(?:{SECRET_KEY.pattern})\\"\s*:\s*\\")((?:\\\\.|[^"\\])+)', re.IGNORECASE
)
JSON_NAMED = re.compile(  # a header that an API adds: its name and its value are two members
    rf'("name"\s*:\s*"(?:{SECRET_KEY.pattern})"\s*,\s*"value"\s*:\s*")((?:\\.|[^"\\])+)',
    re.IGNORECASE,
)
_FLAG = re.compile(  # `--password WORD` of a usage text is no password
    rf"((?<![\w-])--(?:{SECRET_KEY.pattern})[ \t\0]+)(?![-<\[{{]|[A-Z_]+\b)([^\s\0;\"']+)",
)
_ASSIGNED = re.compile(
    rf"((?<![\w.-])(?:{SECRET_KEY.pattern})[ \t]*=[ \t]*+)"
    r"(\"[^\"\n]+\"|'[^'\n]+'|(?!<secret:)[^\s&;\"']+)",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(
    r"(?m)^([ \t]*(?:requirepass|masterauth|sentinel auth-pass \S+)[ \t]+)(\S+)", re.IGNORECASE
)
_HEADER = re.compile(
    r"((?<![\w-])(?:[\w-]*authorization|(?:set-)?cookie|x-[\w-]*(?:key|token)):[ \t]*+"
    r"(?:(?:basic|bearer|negotiate|ntlm)[ \t]+)?+)((?!<secret[:>])[^\r\n\"'\\]+)",
    re.IGNORECASE,
)
_YAML = re.compile(  # a line of its own: what a sentence says after `password:` is no password
    r"(?m)^([ \t]*(?:- )?[\w.-]*(?:secret|password|passphrase|(?:api|access|private|auth)[_-]?key"
    r"|(?:access|auth|refresh|bearer)[_-]?token):[ \t]+)"
    r"(\"[^\"\n]+\"|'[^'\n]+'|(?![\[{|>&*!]|(?:null|true|false)\b)[^\s\"'#]\S*)"
    r"(?=[ \t]*(?:\#.*)?$)",
    re.IGNORECASE,
)
_ELEMENT = re.compile(
    r"(<(?:[\w-]+:)?[\w.-]*(?:secret|password|passphrase)(?:\s[^<>]*)?>)([^<>]+)(?=</)",
    re.IGNORECASE,
)
_XML_NAMED = re.compile(  # a property, and a field of the entity store: a name, then a value
    rf"(\bname=[\"'](?:{SECRET_KEY.pattern})[\"']"
    r"(?:\s+[\w:.-]{1,99}=[\"'][^\"'<>]{0,99}[\"']){0,6}"
    r"(?:\s+value=[\"']|\s*>\s{0,99}<value[^<>]{0,99}>))([^\"'<>]+)",
    re.IGNORECASE,
)
_SHORT_FLAG = re.compile(  # of the tools that take a password by it, and of no other
    r"(\b(?:(?:kpsadmin|managedomain|projdeploy|cqlsh)\b[^\n]{0,999}?[\s\0]-p"
    r"|nodetool\b[^\n]{0,999}?[\s\0]-pw)[\s\0]+)([^\s\0;\"']+)"
)
_SLASHED = re.compile(r"(\bjdbc:oracle:\w+:[^\s/@\"'<>]{0,99}/)([^\s/@\"'<>]+)(?=@)", re.IGNORECASE)
_USERINFO = re.compile(
    r"(\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@\"'<>]{0,99}:)([^\s/@\"'<>]+)(?=@)", re.IGNORECASE
)
PATTERNS = (  # what must be there at all, which is found much faster; then the pattern
    ("eyJ", JWT),
    ("PRIVATE KEY-----", _PEM),
    ('"', JSON_PAIR),
    ('\\"', _JSON_IN_JSON),
    ('"value"', JSON_NAMED),
    ("--", _FLAG),
    ("=", _ASSIGNED),
    ("", _DIRECTIVE),
    (":", _HEADER),
    ("://", _USERINFO),
    (": ", _YAML),
    ("</", _ELEMENT),
    ("name=", _XML_NAMED),
    (" -p", _SHORT_FLAG),
    ("\0-p", _SHORT_FLAG),
    ("jdbc:oracle:", _SLASHED),
)
