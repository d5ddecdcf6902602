"""The certificates of this machine are whole, so that a Python that verifies strictly accepts them."""

import asyncio
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from deploy.certificates import Authority
from shared.sync.trust import trusted


def test_trust_is_strict_whatever_python_says_by_itself(tmp_path: Path) -> None:
    assert trusted(None).verify_flags & ssl.VERIFY_X509_STRICT
    assert trusted(Authority(tmp_path).ca).verify_flags & ssl.VERIFY_X509_STRICT


@pytest.mark.parametrize("extension", [x509.KeyUsage, x509.BasicConstraints])
def test_what_a_key_may_do_is_critical(tmp_path: Path, extension: type[x509.ExtensionType]) -> None:
    authority = Authority(tmp_path)
    server = x509.load_pem_x509_certificate(authority.server()[1].read_bytes())
    for certificate in (authority.certificate, server):
        assert certificate.extensions.get_extension_for_class(extension).critical
        assert certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    use = authority.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (use.key_cert_sign, use.digital_signature) == (True, False)


async def test_a_strict_client_meets_a_server_of_the_authority(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    key, certificate = authority.server()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"whole\n")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("localhost", port, ssl=trusted(authority.ca))
        assert await reader.readline() == b"whole\n"
        writer.close()
