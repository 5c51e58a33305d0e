"""Which places outside of a project this server may read: folders, hosts and buckets that its admin allowed."""

from __future__ import annotations

import ipaddress
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from goldsmith.errors import InvalidInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"http": 80, "https": 443}
MAX_URL = 4000  # characters
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# "host", "host:port", "*.host", "[v6]:port"
_HOST = re.compile(r"(\*\.)?([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an admin allowed; nothing unless said.

    folders: absolute paths on the server's machine. hosts: names with a port where it is not the scheme's own;
    `*.example.org` stands for all names below it. private_hosts: hosts that may have private or loopback addresses.
    buckets: addresses below which fsspec may read, `s3://scans/2024` say.
    """

    folders: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()

    def has_folder(self, path: Path) -> Path | None:
        """Return the allowed folder that holds a path, links followed; None when none does."""
        try:
            real = path.resolve()
        except (OSError, ValueError, RuntimeError):  # a name that no file can have, or links that go round
            return None
        roots = (Path(folder).resolve() for folder in self.folders)
        return next((root for root in roots if real == root or root in real.parents), None)

    def has_bucket(self, url: str) -> bool:
        """Return whether an address lies below an allowed one; `..` and chained addresses never do.

        >>> one = Allowed(buckets=("s3://scans/2024",))
        >>> [one.has_bucket(u) for u in ("s3://scans/2024/a.png", "s3://scans/2024b/a.png", "s3://scans/2024/../a")]
        [True, False, False]
        """
        is_plain = "::" not in url and ".." not in unquote(url).replace("\\", "/").split("/")
        return is_plain and any(
            url == base or url.startswith(base.rstrip("/") + "/") for base in self.buckets
        )

    def is_known(self, host: str, port: int, scheme: str) -> bool:
        """Return whether a host is among those allowed."""
        return _listed((*self.hosts, *self.private_hosts), host, port, scheme)

    def may_be_private(self, host: str, port: int, scheme: str) -> bool:
        """Return whether a host may have a private or loopback address."""
        return _listed(self.private_hosts, host, port, scheme)


def _listed(entries: Sequence[str], host: str, port: int, scheme: str) -> bool:
    plain = PORTS.get(scheme) == port
    name = f"[{host}]" if ":" in host else host
    for entry in entries:
        bare, told = _parted(entry)
        is_host = name.endswith(bare[1:]) if bare.startswith("*.") else name == bare
        if is_host and (told == port if told else plain):
            return True
    return False


def _parted(entry: str) -> tuple[str, int | None]:
    """Return name and port of an entry.

    >>> _parted("minio.lan:9000"), _parted("[::1]"), _parted("*.example.org")
    (('minio.lan', 9000), ('[::1]', None), ('*.example.org', None))
    """
    name, colon, port = entry.rpartition(":")
    return (
        (name, int(port))
        if colon and port.isdigit() and (name.endswith("]") or ":" not in name)
        else (entry, None)
    )


def allowed_of(told: Mapping[str, Sequence[str]]) -> Allowed:
    """Return a checked list of what is allowed; raises InvalidInput for an entry that is none."""
    parts = {field.name: tuple(dict.fromkeys(told.get(field.name, ()))) for field in fields(Allowed)}
    for folder in parts["folders"]:
        if not Path(folder).is_absolute() or Path(folder).resolve() == Path(folder).resolve().parent:
            raise _no_entry(
                "folders", folder, "Name a folder by its whole path; the root of the disk is not taken."
            )
    for kind in ("hosts", "private_hosts"):
        parts[kind] = tuple(host.lower() for host in parts[kind])
        for host in parts[kind]:
            if _HOST.fullmatch(host) is None:
                raise _no_entry(
                    kind, host, "A name, with a port where it is unusual: images.example.org:8443."
                )
    for bucket in parts["buckets"]:
        scheme, mark, rest = bucket.partition("://")
        if not mark or scheme in PORTS or "::" in bucket or not (rest or scheme == "memory"):
            raise _no_entry(
                "buckets", bucket, "An address that fsspec reads: s3://bucket/folder. Web hosts go by name."
            )
    return Allowed(**parts)


def _no_entry(kind: str, entry: str, mend: str) -> InvalidInput:
    return InvalidInput("sources.entry", f"{entry!r} cannot be allowed.", where=kind, mend=mend)


def is_address(cell: object) -> bool:
    """Return whether a cell of a table is an address: https://… or s3://….

    >>> is_address("https://example.org/a.png"), is_address("a.png"), is_address("see https://example.org")
    (True, False, False)
    """
    return isinstance(cell, str) and re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", cell.strip()) is not None


def shown(url: str) -> str:
    """Return an address without what may be secret in it: sign-in, query and fragment.

    >>> shown("https://me:pw@example.org/a.png?key=1#x")
    'https://example.org/a.png'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.partition("?")[0]
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def suffix_of(url: str) -> str:
    """Return the suffix of the file that an address names, in small letters.

    >>> suffix_of("https://example.org/a.PNG?size=2"), suffix_of("https://example.org/image/7")
    ('.png', '')
    """
    return posixpath.splitext(unquote(urlsplit(url).path))[1].lower()


def parsed(url: str) -> SplitResult:
    """Return the parts of an address of the web; raises InvalidInput for any other, and for one with a sign-in."""
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in PORTS and bool(parts.hostname) and len(url) <= MAX_URL and url.isprintable()
        _ = parts.port
    except ValueError:
        is_web = False
    if not is_web or " " in url:
        raise InvalidInput(
            "url.malformed",
            "This is no address of the web.",
            where=shown(url)[:200],
            mend="It begins with https:// or http:// and names a host.",
        )
    if parts.username is not None or parts.password is not None:
        raise InvalidInput(
            "url.sign_in",
            "The address holds a name or a password.",
            where=shown(url)[:200],
            mend="Leave them out; use an address that is signed, or a bucket.",
        )
    return parts


def is_public(address: Address) -> bool:
    """Return whether an address is of the open internet, and stands for none that is not.

    >>> ip = ipaddress.ip_address
    >>> [is_public(ip(a)) for a in ("8.8.8.8", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False, False]
    """
    inner = _inner(address)
    return inner.is_global and not _is_never(inner)


def is_reachable(address: Address, *, may_be_private: bool) -> bool:
    """Return whether an address may be asked. Link-local ones, where clouds keep their keys, never are.

    >>> [is_reachable(ipaddress.ip_address(a), may_be_private=True) for a in ("127.0.0.1", "169.254.169.254")]
    [True, False]
    """
    return is_public(address) or (may_be_private and not _is_never(_inner(address)))


def _is_never(address: Address) -> bool:
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or (address.is_reserved and not address.is_loopback)
        or address in _METADATA
    )


# where clouds answer for a machine's own keys, beside the link-local 169.254.169.254
_METADATA = {ipaddress.ip_address("fd00:ec2::254"), ipaddress.ip_address("100.100.100.200")}


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, else itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address
