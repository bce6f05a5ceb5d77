"""A small authority of the installation's own, and a certificate for each server and process."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from contracts.topology import processes

# By the names under which they are reached in Compose.
SERVERS = ("postgres", "nats", "temporal", "temporal-postgres")
# Who else asks Temporal.
OTHERS = ("temporal-ui",)
ALSO = (x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1")))

AUTHORITY_LASTS = timedelta(days=3650)
LASTS = timedelta(days=730)
# Made anew by whichever start comes in its last months.
RENEWED_BEFORE_END = timedelta(days=180)

Key = ec.EllipticCurvePrivateKey


class NotOursError(RuntimeError):
    """The authority is somebody else's, so a certificate that is missing must come from there."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """`ca.pem`, and for each name `<name>.pem` and `<name>.key`, under `directory`; a city's own lie under the same names."""

    directory: Path

    @property
    def authority(self) -> Path:
        """The certificate all others are checked by."""
        return self.directory / "ca.pem"

    def certificate(self, name: str) -> Path:
        """The certificate of a server or a process."""
        return self.directory / f"{name}.pem"

    def key(self, name: str) -> Path:
        """Its key, for its owner alone."""
        return self.directory / f"{name}.key"

    def ensure(self, now: datetime) -> None:
        """Make what is missing or will not last.

        Where `ca.pem` lies without its key the authority is somebody else's: raises NotOursError for what is missing.
        """
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        names = (*SERVERS, *OTHERS, *(process.name for process in processes()))
        wanted = [name for name in names if not self._lasts(name, now)]
        if not self.authority.exists():
            self._make_authority(now)
            wanted = list(names)
        elif not self.key("ca").exists():
            if missing := [name for name in names if not self.certificate(name).exists()]:
                raise NotOursError(
                    f"{self.directory} has no certificate of {', '.join(missing)}: have your authority make them."
                )
            return
        for name in wanted:
            self._make(name, now)

    def _lasts(self, name: str, now: datetime) -> bool:
        if not self.certificate(name).exists():
            return False
        found = x509.load_pem_x509_certificate(self.certificate(name).read_bytes())
        return found.not_valid_after_utc - now > RENEWED_BEFORE_END

    def _make_authority(self, now: datetime) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _named("songjiao")
        made = (
            _begun(name, name, key, now, AUTHORITY_LASTS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_signs_certificates(), critical=True)
            .sign(key, hashes.SHA256())
        )
        self._write("ca", made, key)

    def _make(self, name: str, now: datetime) -> None:
        authority = x509.load_pem_x509_certificate(self.authority.read_bytes())
        signing = serialization.load_pem_private_key(self.key("ca").read_bytes(), password=None)
        if not isinstance(signing, ec.EllipticCurvePrivateKey):
            raise TypeError("ca.key")
        key = ec.generate_private_key(ec.SECP256R1())
        names: Sequence[x509.GeneralName] = (x509.DNSName(name), *(ALSO if name in SERVERS else ()))
        # A server of Temporal's also asks the others as a client.
        uses = [ExtendedKeyUsageOID.CLIENT_AUTH, *([ExtendedKeyUsageOID.SERVER_AUTH] if name in SERVERS else [])]
        made = (
            _begun(_named(name), authority.subject, key, now, LASTS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
            .sign(signing, hashes.SHA256())
        )
        self._write(name, made, key)

    def _write(self, name: str, made: x509.Certificate, key: Key) -> None:
        """The key first: a certificate without its key would be taken for somebody else's."""
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        for file, content in (
            (self.key(name), secret),
            (self.certificate(name), made.public_bytes(serialization.Encoding.PEM)),
        ):
            draft = file.with_name(f"{file.name}.new")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
                opened.write(content)
            draft.replace(file)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(subject: x509.Name, issuer: x509.Name, key: Key, now: datetime, lasts: timedelta) -> x509.CertificateBuilder:
    # From a day ago, since clocks of machines differ.
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(now.astimezone(UTC) + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _signs_certificates() -> x509.KeyUsage:
    no = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
    )
    return x509.KeyUsage(**no, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False)
