"""A certificate authority for one machine; in production, certificates come from a public authority."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """Signs certificates for this machine; `ca` is the file of its own certificate."""

    def __init__(self, folder: Path, name: str = "podrost") -> None:
        """Make an authority. Its key is not stored: for another certificate make another authority."""
        self.folder, self.name = folder, name
        folder.mkdir(parents=True, exist_ok=True)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign(self.key.public_key(), name, x509.BasicConstraints(ca=True, path_length=0))
        self.ca = folder / "ca.pem"
        self.ca.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def server(self, name: str = "server") -> tuple[Path, Path]:
        """Return the files of a server's key and certificate."""
        key = ec.generate_private_key(ec.SECP256R1())
        signed = self._sign(key.public_key(), "localhost", x509.BasicConstraints(ca=False, path_length=None))
        files = self.folder / f"{name}.key", self.folder / f"{name}.pem"
        files[0].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        files[1].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        return files

    def _sign(self, key: ec.EllipticCurvePublicKey, name: str, kind: x509.BasicConstraints) -> x509.Certificate:
        now = datetime.now(UTC)
        here = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)]))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(kind, critical=True)
            .add_extension(_use(kind), critical=True)
            .add_extension(x509.SubjectAlternativeName(here), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )


def _use(kind: x509.BasicConstraints) -> x509.KeyUsage:
    """Return what a key may do: an authority's signs certificates, a server's signs handshakes (RFC 5280, 4.2.1.3)."""
    return x509.KeyUsage(
        digital_signature=not kind.ca,
        key_cert_sign=kind.ca,
        crl_sign=kind.ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
